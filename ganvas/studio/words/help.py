"""The words of the room of help."""

WORDS = {
    "help.title": ("Help", "帮助"),
    "help.lead": (
        "You and a model of your own make pictures together. Nothing leaves this machine, and no step is ever lost.",
        "你和自己的模型一起作画。一切都留在这台机器上，每一步都不会丢失。",
    ),
    "help.tour": ("From your works to a signed picture, in five steps", "从你的作品到签名的画，共五步"),
    "help.tour.go": ("Go to {room}", "前往{room}"),
    "help.tour.bring": ("Bring your works", "放入作品"),
    "help.tour.bring.how": (
        "Drop a folder or a zip. Fifty pictures are enough to begin. Then say whose they are.",
        "拖入文件夹或 zip。五十幅就可以开始。然后说明它们属于谁。",
    ),
    "help.tour.train": ("Train a model", "训练模型"),
    "help.tour.train.how": (
        "Choose how long: minutes to see something, a night for your best. Watch the sheet grow, or close the page.",
        "选择时长：几分钟可见雏形，一夜求其最好。可以看着样张成长，也可以关掉页面。",
    ),
    "help.tour.look": ("Look around", "四处看看"),
    "help.tour.look.how": (
        "Press “Paint with it” at the training; then r for another picture. z goes back, however far.",
        "在训练处按“用它作画”，再按 r 换一幅。z 可一直往回退。",
    ),
    "help.tour.keep": ("Keep what you like", "收藏喜欢的"),
    "help.tour.keep.how": (
        "Press s. What you keep waits in the gallery; everything else stays in the history all the same.",
        "按 s。收藏的画在画廊等候；其余的也都留在历史里。",
    ),
    "help.tour.sign": ("Sign and hang it", "签名并挂起"),
    "help.tour.sign.how": (
        "The first time you make a key. Then each work says who made it and from what, and anybody can check it.",
        "第一次要制作钥匙。此后每件作品都会说明由谁、用什么做成，任何人都能核验。",
    ),
    "help.rooms": ("The rooms", "各个房间"),
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
    "help.breed": ("Choose parents, look at their children, choose again.", "选出父母，看看孩子，再选。"),
    "help.turns": ("Take turns with the model at one picture.", "和模型轮流画同一幅画。"),
    "help.animate": ("Walk from picture to picture, as a loop or to sound.", "从一幅走到另一幅，成环或随声而动。"),
    "help.history": ("Go back to any step; begin another branch there.", "回到任何一步，并从那里另开一枝。"),
    "help.gallery": (
        "Sign and hang what you keep; check any file; take prints and pages along.",
        "为收藏的画签名并挂起；核验任何文件；带走打印版和网页。",
    ),
    "help.help": ("This page.", "就是本页。"),
    "help.keys": ("The keys", "按键"),
    "help.pages": ("To read on", "延伸阅读"),
    "help.pages.where": (
        "Pages of the documentation, in the folder docs of Ganvas.",
        "文档中的页面，位于 Ganvas 的 docs 文件夹。",
    ),
    "help.page.studio": ("Work in the studio", "在工作室中工作"),
    "help.page.few-drawings": ("Train on a few drawings", "用少量图画训练"),
    "help.page.sketches": ("What a sketch can say", "草图能写什么"),
    "help.page.my-rights": ("Whose works they are", "作品属于谁"),
    "help.page.originality": ("Is it new?", "它是新的吗？"),
    "help.page.publish": ("Sign, check, strip", "签名、核验、去除"),
    "help.page.authorship": ("Who made what", "谁做了什么"),
    "help.page.share-a-model": ("Give a model to others", "把模型交给别人"),
    "help.about": ("About", "关于"),
    "help.about.licence": (
        "Ganvas is free software under the Apache License 2.0. Its parts have free licences of their own.",
        "Ganvas 是遵循 Apache 2.0 许可的自由软件。各组成部分遵循各自的自由软件许可。",
    ),
    "help.about.base": (
        "The model that comes with it learned from ink works that a program drew, and from free clip art.",
        "随附的模型学自程序生成的水墨画和公有领域的剪贴画。",
    ),
}
