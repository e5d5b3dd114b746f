"""A helper that knows the arts for tests, too."""

from ganvas.corpus.worker import main
from tests.contracts.tone import register

if __name__ == "__main__":
    register()
    main()
