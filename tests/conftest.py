"""What all tests share: how long properties look, and where the corpus of real files lies."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from collections.abc import Iterator

# A property that meets a slow machine must not fail for it: benchmarks measure time, tests never do.
_COMMON = {
    "deadline": None,
    "suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
}
settings.register_profile("quick", max_examples=120, derandomize=True, **_COMMON)
settings.register_profile("thorough", max_examples=3000, **_COMMON)
settings.load_profile(os.environ.get("QA_ENGINE_PROPERTIES", "quick"))

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session", autouse=True)
def _cache_of_its_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test reads what another run kept, and none leaves anything behind."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("QA_ENGINE_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def corpus() -> Path:
    """Real matrices and Word files that nobody here wrote; they lie beside the repository where they are there at all."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the corpus of real files does not lie beside this repository")
    return folder
