"""The change log as feeds: event streams (LDES), activities, and the versions that both speak of.

``/feeds/ldes`` is the stream of versions, ``/feeds/activities`` the same entries as activities; both are
search trees of pages (`nqfgraph_server.feeds.tree`) which never change once they are full.
``/feeds/versions/{number}`` is one version. The log belongs to no release: ``release=`` means nothing here.
"""

from __future__ import annotations

from nqfgraph_server.feeds import versions
from nqfgraph_server.feeds.dialects import ACTIVITIES, VERSIONS
from nqfgraph_server.feeds.streams import make_blueprint

blueprints = (make_blueprint(VERSIONS), make_blueprint(ACTIVITIES), versions.blueprint)
