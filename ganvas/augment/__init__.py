"""What the discriminator sees of few works: each real and each fake, altered by chance and alike.

``parts.py`` holds the table ``PARTS`` and the function that carries them out; ``policy.py`` says which
parts, and how often, and does without PyTorch.
"""
