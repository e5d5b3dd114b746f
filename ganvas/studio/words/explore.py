"""The words of the room to explore."""

WORDS = {
    "explore.title": ("Explore", "探索"),
    "explore.lead": (
        "Every number is another picture. Pull psi toward 0 for the average work, toward 1 for the unusual.",
        "每个数字都是另一幅画。psi 越近 0 越接近平均之作，越近 1 越不寻常。",
    ),
    "explore.psi": ("Psi: how unusual", "Psi：不寻常的程度"),
    "explore.line": ("As a line of text", "写成一行文字"),
    "explore.again": ("Another seed", "换一个种子"),
    "explore.save": ("Save as PNG", "保存为 PNG"),
}
