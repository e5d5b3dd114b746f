"""The words of the room of help."""

WORDS = {
    "help.title": ("Help", "帮助"),
    "help.lead": (
        "You and a model of your own make pictures together. Nothing leaves this machine, and no step is ever lost.",
        "你和自己的模型一起作画。一切都留在这台机器上，每一步都不会丢失。",
    ),
    "help.works": (
        "Bring the works that the model may learn from, and say whose they are.",
        "放入模型可以学习的作品，并说明它们属于谁。",
    ),
    "help.training": (
        "Choose how long to train. It goes on when you close the studio.",
        "选择训练多久。关闭工作室后训练仍会继续。",
    ),
    "help.explore": ("See what the model can paint.", "看看模型能画什么。"),
    "help.shape": (
        "Paint regions of other pictures into one, mix and push it; let the model propose what follows your strokes.",
        "把别的画涂进一幅画里，混合、推移；让模型按你的笔触提出方案。",
    ),
    "help.history": ("Go back to any step; begin another branch there.", "回到任何一步，并从那里另开一枝。"),
    "help.rooms": ("The rooms", "各个房间"),
    "help.keys": ("The keys", "按键"),
}
