"""The HTTP server: uvicorn's event loop for connections, a few threads for the WSGI application.

::

    client ──► Connection (parses, limits, notices that a client leaves)
                   │ event loop
               Bridge (reads the body, writes the answer at the client's pace)
                   │ Threads
               Exchange (calls the application, takes its answer piece by piece)

A thread is held only while the application computes something, never while a client reads or writes. Why it
is built this way is told in ``docs/decisions/0012-http-server.md``.
"""
