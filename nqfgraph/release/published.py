"""The releases of this home that an engine at an address has, as a server reads them."""

from __future__ import annotations

from pathlib import Path

from nqfgraph.errors import StoreUnavailable
from nqfgraph.release.folder import Release
from nqfgraph.release.manifest import read_manifest
from nqfgraph.settings import Settings
from nqfgraph.store import pointer
from nqfgraph.store.address import Address
from nqfgraph.store.base import GraphStore
from nqfgraph.store.listed import ListedStore, Listing
from nqfgraph.store.remote import RemoteStore
from nqfgraph.store.views import View


class PublishedReleases:
    """Finds releases in the engine of ``settings.store``; InputError if that is not an address."""

    def __init__(self, settings: Settings) -> None:
        self._address = Address.of(settings)
        self._seconds = settings.query_seconds
        self._whole: set[str] = set()

    def view(self, folder: Path) -> View:
        """Return what the release in a folder is called in the engine.

        Raises StoreUnavailable if the engine does not have it whole or cuts its answers off, and
        ReleaseError if the folder is not a release.
        """
        manifest = read_manifest(folder)
        store = self._engine()
        try:
            found = pointer.read(store, manifest.register.base)
            if found is None:
                raise StoreUnavailable(
                    f"Nothing of {manifest.register.base} was published to the engine at"
                    f" {self._address.shown}.",
                    remedy="Publish a release with “nqfgraph publish”.",
                )
            view = found.view(manifest.version)
            if dict(view.graphs) != dict(manifest.counts.graphs):
                raise StoreUnavailable(
                    f"The release {manifest.version} in the engine is not the one of this home.",
                    remedy="Build a new release and publish that.",
                )
            self._refuse_cutting(store, view)
        finally:
            store.close()
        return view

    def open(self, release: Release) -> GraphStore:
        """Return the graphs of a release in the engine; errors as for `view`."""
        view = self.view(release.folder)
        store = RemoteStore(self._address, view=view, read_only=True, seconds=self._seconds)
        return ListedStore(store, Listing(self._engine(), view))

    def _engine(self) -> RemoteStore:
        return RemoteStore(self._address, read_only=True, seconds=self._seconds)

    def _refuse_cutting(self, store: RemoteStore, view: View) -> None:
        if view.version in self._whole:
            return
        store.refuse_cutting(view.stored_graphs(), sum(view.graphs.values()))
        self._whole.add(view.version)
