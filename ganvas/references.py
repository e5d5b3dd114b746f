"""The papers that Ganvas stands on: one row each, and which part of Ganvas is from which.

Docstrings and tables name a paper as ``arXiv:NUMBER``; here is the rest of it. A game carries its
own paper, in its row of ``GAMES``.
"""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Reference:
    """One paper.

    Attributes:
        authors: family names, in the paper's order.
        year: in which it was published.
        title: as the paper has it.
        venue: conference or journal; "preprint" for a paper that is on arXiv alone.
    """

    authors: tuple[str, ...]
    year: int
    title: str
    venue: str

    @property
    def short(self) -> str:
        """The paper as a sentence names it: ``Tan & Le 2019``, ``Mao et al. 2017``."""
        first, *others = self.authors
        more = "" if not others else f" & {others[0]}" if len(others) == 1 else " et al."
        return f"{first}{more} {self.year}"


REFERENCES = {
    "arXiv:1406.2661": Reference(
        ("Goodfellow", "Pouget-Abadie", "Mirza", "Xu", "Warde-Farley", "Ozair", "Courville", "Bengio"),
        2014,
        "Generative Adversarial Networks",
        "NeurIPS",
    ),
    "arXiv:1502.01852": Reference(
        ("He", "Zhang", "Ren", "Sun"),
        2015,
        "Delving Deep into Rectifiers: Surpassing Human-Level Performance on ImageNet Classification",
        "ICCV",
    ),
    "arXiv:1502.03167": Reference(
        ("Ioffe", "Szegedy"),
        2015,
        "Batch Normalization: Accelerating Deep Network Training by Reducing Internal Covariate Shift",
        "ICML",
    ),
    "arXiv:1511.06434": Reference(
        ("Radford", "Metz", "Chintala"),
        2016,
        "Unsupervised Representation Learning with Deep Convolutional Generative Adversarial Networks",
        "ICLR",
    ),
    "arXiv:1610.06545": Reference(("Lopez-Paz", "Oquab"), 2017, "Revisiting Classifier Two-Sample Tests", "ICLR"),
    "arXiv:1611.04076": Reference(
        ("Mao", "Li", "Xie", "Lau", "Wang", "Smolley"), 2017, "Least Squares Generative Adversarial Networks", "ICCV"
    ),
    "arXiv:1701.07875": Reference(("Arjovsky", "Chintala", "Bottou"), 2017, "Wasserstein GAN", "ICML"),
    "arXiv:1704.00028": Reference(
        ("Gulrajani", "Ahmed", "Arjovsky", "Dumoulin", "Courville"),
        2017,
        "Improved Training of Wasserstein GANs",
        "NeurIPS",
    ),
    "arXiv:1705.02894": Reference(("Lim", "Ye"), 2017, "Geometric GAN", "preprint"),
    "arXiv:1706.08500": Reference(
        ("Heusel", "Ramsauer", "Unterthiner", "Nessler", "Hochreiter"),
        2017,
        "GANs Trained by a Two Time-Scale Update Rule Converge to a Local Nash Equilibrium",
        "NeurIPS",
    ),
    "arXiv:1707.02937": Reference(
        ("Aitken", "Ledig", "Theis", "Caballero", "Wang", "Shi"),
        2017,
        "Checkerboard artifact free sub-pixel convolution: A note on sub-pixel convolution, resize convolution and "
        "convolution resize",
        "preprint",
    ),
    "arXiv:1708.04552": Reference(
        ("DeVries", "Taylor"),
        2017,
        "Improved Regularization of Convolutional Neural Networks with Cutout",
        "preprint",
    ),
    "arXiv:1609.03552": Reference(
        ("Zhu", "Krähenbühl", "Shechtman", "Efros"),
        2016,
        "Generative Visual Manipulation on the Natural Image Manifold",
        "ECCV",
    ),
    "arXiv:1801.01401": Reference(
        ("Bińkowski", "Sutherland", "Arbel", "Gretton"), 2018, "Demystifying MMD GANs", "ICLR"
    ),
    "arXiv:1801.04406": Reference(
        ("Mescheder", "Geiger", "Nowozin"), 2018, "Which Training Methods for GANs do actually Converge?", "ICML"
    ),
    "arXiv:1802.01886": Reference(
        ("Zhu", "Lu", "Zheng", "Guo", "Zhang", "Wang", "Yu"),
        2018,
        "Texygen: A Benchmarking Platform for Text Generation Models",
        "SIGIR",
    ),
    "arXiv:1802.03426": Reference(
        ("McInnes", "Healy", "Melville"),
        2018,
        "UMAP: Uniform Manifold Approximation and Projection for Dimension Reduction",
        "preprint",
    ),
    "arXiv:1802.05637": Reference(("Miyato", "Koyama"), 2018, "cGANs with Projection Discriminator", "ICLR"),
    "arXiv:1807.00734": Reference(
        ("Jolicoeur-Martineau",),
        2018,
        "The relativistic discriminator: a key element missing from standard GAN",
        "ICLR 2019",
    ),
    "arXiv:1812.04948": Reference(
        ("Karras", "Laine", "Aila"),
        2019,
        "A Style-Based Generator Architecture for Generative Adversarial Networks",
        "CVPR",
    ),
    "arXiv:1801.03924": Reference(
        ("Zhang", "Isola", "Efros", "Shechtman", "Wang"),
        2018,
        "The Unreasonable Effectiveness of Deep Features as a Perceptual Metric",
        "CVPR",
    ),
    "arXiv:1901.09321": Reference(
        ("Zhang", "Dauphin", "Ma"), 2019, "Fixup Initialization: Residual Learning Without Normalization", "ICLR"
    ),
    "arXiv:1904.03189": Reference(
        ("Abdal", "Qin", "Wonka"),
        2019,
        "Image2StyleGAN: How to Embed Images Into the StyleGAN Latent Space?",
        "ICCV",
    ),
    "arXiv:1904.06991": Reference(
        ("Kynkäänniemi", "Karras", "Laine", "Lehtinen", "Aila"),
        2019,
        "Improved Precision and Recall Metric for Assessing Generative Models",
        "NeurIPS",
    ),
    "arXiv:1905.11946": Reference(
        ("Tan", "Le"), 2019, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks", "ICML"
    ),
    "arXiv:1811.10153": Reference(
        ("Suzuki", "Koyama", "Miyato", "Yonetsuji", "Zhu"),
        2018,
        "Spatially Controllable Image Synthesis with Internal Representation Collaging",
        "arXiv",
    ),
    "arXiv:1912.04958": Reference(
        ("Karras", "Laine", "Aittala", "Hellsten", "Lehtinen", "Aila"),
        2020,
        "Analyzing and Improving the Image Quality of StyleGAN",
        "CVPR",
    ),
    "arXiv:2002.09797": Reference(
        ("Naeem", "Oh", "Uh", "Choi", "Yoo"),
        2020,
        "Reliable Fidelity and Diversity Metrics for Generative Models",
        "ICML",
    ),
    "arXiv:2006.06676": Reference(
        ("Karras", "Aittala", "Hellsten", "Laine", "Lehtinen", "Aila"),
        2020,
        "Training Generative Adversarial Networks with Limited Data",
        "NeurIPS",
    ),
    "arXiv:2006.10738": Reference(
        ("Zhao", "Liu", "Lin", "Zhu", "Han"),
        2020,
        "Differentiable Augmentation for Data-Efficient GAN Training",
        "NeurIPS",
    ),
    "arXiv:2004.02546": Reference(
        ("Härkönen", "Hertzmann", "Lehtinen", "Paris"),
        2020,
        "GANSpace: Discovering Interpretable GAN Controls",
        "NeurIPS",
    ),
    "arXiv:2007.06600": Reference(
        ("Shen", "Zhou"),
        2021,
        "Closed-Form Factorization of Latent Semantics in GANs",
        "CVPR",
    ),
    "arXiv:2004.05675": Reference(
        ("Meehan", "Chaudhuri", "Dasgupta"),
        2020,
        "A Non-Parametric Test to Detect Data-Copying in Generative Models",
        "AISTATS",
    ),
    "arXiv:2102.02766": Reference(
        ("Tov", "Alaluf", "Nitzan", "Patashnik", "Cohen-Or"),
        2021,
        "Designing an Encoder for StyleGAN Image Manipulation",
        "ACM Transactions on Graphics",
    ),
    "arXiv:2102.08921": Reference(
        ("Alaa", "van Breugel", "Saveliev", "van der Schaar"),
        2022,
        "How Faithful is your Synthetic Data? Sample-level Metrics for Evaluating and Auditing Generative Models",
        "ICML",
    ),
    "arXiv:2210.02410": Reference(
        ("Friedman", "Dieng"), 2022, "The Vendi Score: A Diversity Evaluation Metric for Machine Learning", "TMLR 2023"
    ),
    "arXiv:2306.04675": Reference(
        (
            "Stein",
            "Cresswell",
            "Hosseinzadeh",
            "Sui",
            "Ross",
            "Villecroze",
            "Liu",
            "Caterini",
            "Taylor",
            "Loaiza-Ganem",
        ),
        2023,
        "Exposing flaws of generative model evaluation metrics and their unfair treatment of diffusion models",
        "NeurIPS",
    ),
    "arXiv:1812.07035": Reference(
        ("Zhou", "Barnes", "Lu", "Yang", "Li"),
        2019,
        "On the Continuity of Rotation Representations in Neural Networks",
        "CVPR",
    ),
    "arXiv:2101.08779": Reference(
        ("Li", "Yang", "Ross", "Kanazawa"),
        2021,
        "AI Choreographer: Music Conditioned 3D Dance Generation with AIST++",
        "ICCV",
    ),
    "arXiv:2205.02625": Reference(
        ("Li", "Aberman", "Zhang", "Hanocka", "Sorkine-Hornung"),
        2022,
        "GANimator: Neural Motion Synthesis from a Single Sequence",
        "SIGGRAPH",
    ),
    "arXiv:2501.05441": Reference(
        ("Huang", "Gokaslan", "Kuleshov", "Tompkin"),
        2024,
        "The GAN is dead; long live the GAN! A Modern GAN Baseline",
        "NeurIPS",
    ),
    "arXiv:1308.3432": Reference(
        ("Bengio", "Léonard", "Courville"),
        2013,
        "Estimating or Propagating Gradients Through Stochastic Neurons for Conditional Computation",
        "preprint",
    ),
    "arXiv:1611.01144": Reference(
        ("Jang", "Gu", "Poole"), 2017, "Categorical Reparameterization with Gumbel-Softmax", "ICLR"
    ),
    "arXiv:1709.06298": Reference(
        ("Dong", "Hsiao", "Yang", "Yang"),
        2018,
        "MuseGAN: Multi-track Sequential Generative Adversarial Networks for Symbolic Music Generation and "
        "Accompaniment",
        "AAAI",
    ),
    "arXiv:1804.09399": Reference(
        ("Dong", "Yang"),
        2018,
        "Convolutional Generative Adversarial Networks with Binary Neurons for Polyphonic Music Generation",
        "ISMIR",
    ),
    "arXiv:1905.01164": Reference(
        ("Shaham", "Dekel", "Michaeli"),
        2019,
        "SinGAN: Learning a Generative Model from a Single Natural Image",
        "ICCV",
    ),
    "arXiv:2003.11512": Reference(
        ("Hinz", "Fisher", "Wang", "Wermter"),
        2021,
        "Improved Techniques for Training Single-Image GANs",
        "WACV",
    ),
}

NET_SOURCES = {
    "mlp": ("arXiv:1406.2661", "arXiv:1502.03167"),
    "dcgan": ("arXiv:1511.06434", "arXiv:1502.03167"),
    "patch": ("arXiv:2501.05441", "arXiv:1901.09321", "arXiv:1502.01852", "arXiv:1707.02937"),
    "r3gan": ("arXiv:2501.05441", "arXiv:1901.09321", "arXiv:1502.01852", "arXiv:1707.02937", "arXiv:1802.05637"),
    "style": (
        "arXiv:1912.04958",
        "arXiv:1812.04948",
        "arXiv:1901.09321",
        "arXiv:1502.01852",
        "arXiv:1707.02937",
        "arXiv:1802.05637",
    ),
    "line": ("arXiv:1912.04958", "arXiv:1812.04948", "arXiv:1901.09321", "arXiv:1502.01852", "arXiv:1802.05637"),
    "single": ("arXiv:1905.01164", "arXiv:2205.02625", "arXiv:2003.11512", "arXiv:1502.01852"),
}
PENALTY_SOURCES = {"r1": "arXiv:1801.04406", "r2": "arXiv:1801.04406", "wgan_gp": "arXiv:1704.00028"}


def sources(net: str, game_source: str, penalties: Iterable[str]) -> tuple[str, ...]:
    """The papers behind a recipe, as keys of ``REFERENCES``, each once.

    Args:
        net: a name in NETS.
        game_source: of the game's row in GAMES.
        penalties: those whose weight is not zero: r1, r2, wgan_gp.
    """
    return tuple(dict.fromkeys([game_source, *(PENALTY_SOURCES[name] for name in penalties), *NET_SOURCES[net]]))
