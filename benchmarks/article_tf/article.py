"""The program Ganvas began with: a small Keras GAN that learns to draw digits, mended so that it runs.

A generator of dense layers (256, 512, 1024, each LeakyReLU and batch normalization, then tanh to
28×28×1), a mirrored discriminator, cross-entropy, Adam(2e-4, beta_1=0.5), batches of 128, noise of
100 values. One step uses one batch of noise and shares its forward passes between both players.

    python article.py --data MNIST_FOLDER --epochs 50 --mode function --save-samples digits.npy 10000

It needs TensorFlow alone (see requirements.txt), prints one JSON line a report, and a last one
with ``"done": true``.
"""

import argparse
import gzip
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")  # read when TensorFlow is first imported
import tensorflow as tf
from tensorflow import keras
from tensorflow.keras import layers

IMAGE_SHAPE = (28, 28, 1)
NOISE = 100
BATCH = 128
LEARNING_RATE = 2e-4
BETA_1 = 0.5
SLOPE = 0.2
MOMENTUM = 0.8
UNITS = (256, 512, 1024)
WARM_UP_STEPS = 20
REPORT_S = 30.0

Step = Callable[[tf.Tensor], None]


def build_generator() -> keras.Model:
    """Noise (N, 100) to digits (N, 28, 28, 1) in −1…1."""
    model = keras.Sequential([keras.Input((NOISE,))], name="generator")
    for units in UNITS:
        model.add(layers.Dense(units))
        model.add(layers.LeakyReLU(negative_slope=SLOPE))
        model.add(layers.BatchNormalization(momentum=MOMENTUM))
    model.add(layers.Dense(int(np.prod(IMAGE_SHAPE)), activation="tanh"))
    model.add(layers.Reshape(IMAGE_SHAPE))
    return model


def build_discriminator() -> keras.Model:
    """Digits (N, 28, 28, 1) to one logit each, (N, 1), high for real."""
    model = keras.Sequential([keras.Input(IMAGE_SHAPE), layers.Flatten()], name="discriminator")
    for units in reversed(UNITS):
        model.add(layers.Dense(units))
        model.add(layers.LeakyReLU(negative_slope=SLOPE))
    model.add(layers.Dense(1))
    return model


def build_step(generator: keras.Model, discriminator: keras.Model) -> Step:
    """One update of both players from one batch, as a plain eager function."""
    cross_entropy = keras.losses.BinaryCrossentropy(from_logits=True)
    generator_optimizer = keras.optimizers.Adam(LEARNING_RATE, beta_1=BETA_1)
    discriminator_optimizer = keras.optimizers.Adam(LEARNING_RATE, beta_1=BETA_1)
    generator_optimizer.build(generator.trainable_variables)
    discriminator_optimizer.build(discriminator.trainable_variables)

    def step(images: tf.Tensor) -> None:
        noise = tf.random.normal((BATCH, NOISE))
        with tf.GradientTape() as generator_tape, tf.GradientTape() as discriminator_tape:
            generated = generator(noise, training=True)
            real_output = discriminator(images, training=True)
            fake_output = discriminator(generated, training=True)
            generator_loss = cross_entropy(tf.ones_like(fake_output), fake_output)
            discriminator_loss = cross_entropy(tf.ones_like(real_output), real_output) + cross_entropy(
                tf.zeros_like(fake_output), fake_output
            )
        generator_gradients = generator_tape.gradient(generator_loss, generator.trainable_variables)
        discriminator_gradients = discriminator_tape.gradient(discriminator_loss, discriminator.trainable_variables)
        generator_optimizer.apply_gradients(zip(generator_gradients, generator.trainable_variables, strict=True))
        discriminator_optimizer.apply_gradients(
            zip(discriminator_gradients, discriminator.trainable_variables, strict=True)
        )

    return step


def read_digits(folder: Path) -> np.ndarray:
    """The 60,000 training digits (N, 28, 28, 1), float32 in −1…1."""
    data = gzip.decompress((folder / "train-images-idx3-ubyte.gz").read_bytes())
    levels = np.frombuffer(data, np.uint8, offset=16).reshape(-1, *IMAGE_SHAPE)
    return levels.astype(np.float32) / 127.5 - 1


def batches(digits: np.ndarray, seed: int) -> tf.data.Dataset:
    """One epoch: shuffled anew each time it is asked for, in whole batches."""
    whole = tf.data.Dataset.from_tensor_slices(digits)
    return whole.shuffle(len(digits), seed=seed).batch(BATCH, drop_remainder=True).prefetch(tf.data.AUTOTUNE)


def endless(epoch: tf.data.Dataset) -> Iterator[tf.Tensor]:
    """Epoch after epoch."""
    while True:
        yield from epoch


def train(step: Step, epoch: tf.data.Dataset, steps: int, seconds: float) -> dict[str, float]:
    """Take steps until there are enough of them or the time is up, whichever is first; the warm-up is not timed.

    Returns:
        ``steps`` and ``seconds`` that were timed, and ``works_per_s``.
    """
    images = endless(epoch)
    for _ in range(WARM_UP_STEPS):
        step(next(images))
    began = reported = time.perf_counter()
    done = 0
    while done < steps - WARM_UP_STEPS and time.perf_counter() - began < seconds:
        step(next(images))
        done += 1
        if time.perf_counter() - reported > REPORT_S:
            reported = time.perf_counter()
            print(json.dumps(speed(done, reported - began)), flush=True)
    return speed(done, time.perf_counter() - began)


def speed(steps: int, seconds: float) -> dict[str, float]:
    """A report of so many steps in so many seconds."""
    works_per_s = steps * BATCH / seconds if steps else 0.0
    return {"steps": steps, "seconds": round(seconds, 3), "works_per_s": round(works_per_s, 1)}


def draw(generator: keras.Model, count: int) -> np.ndarray:
    """Digits (count, 28, 28), uint8, by the generator as it paints after training: with its running averages."""
    pieces = []
    for start in range(0, count, BATCH):
        noise = tf.random.normal((min(BATCH, count - start), NOISE))
        pieces.append(generator(noise, training=False).numpy())
    levels = (np.concatenate(pieces)[..., 0] + 1) * 127.5
    return np.clip(np.rint(levels), 0, 255).astype(np.uint8)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of MNIST's four gzip files")
    parser.add_argument("--mode", choices=("eager", "function"), default="eager", help="the step as it is, or traced")
    parser.add_argument("--epochs", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=float("inf"), help="stop after so many seconds of training")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=0, help="threads of TensorFlow; 0 leaves the choice to it")
    parser.add_argument("--save-samples", nargs=2, metavar=("FILE.npy", "N"), help="draw N digits at the end")
    return parser.parse_args()


def main() -> None:
    options = parse()
    if options.threads:
        tf.config.threading.set_intra_op_parallelism_threads(options.threads)
        tf.config.threading.set_inter_op_parallelism_threads(options.threads)
    keras.utils.set_random_seed(options.seed)
    digits = read_digits(options.data)
    generator, discriminator = build_generator(), build_discriminator()
    step = build_step(generator, discriminator)
    if options.mode == "function":
        step = tf.function(step)
    steps = options.epochs * (len(digits) // BATCH)
    result = train(step, batches(digits, options.seed), steps, options.seconds)
    if options.save_samples:
        path, count = options.save_samples
        np.save(path, draw(generator, int(count)))
    facts = {"done": True, "contestant": f"article-{options.mode}", "seed": options.seed, "tensorflow": tf.__version__}
    print(json.dumps(facts | result), flush=True)


if __name__ == "__main__":
    main()
