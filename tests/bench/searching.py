"""Search among ten thousand records, over the bare call of the engine."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import batched
