"""A Dask cluster on the loopback: ``dask_cluster.py WORKERS``, each a process of its own.

Prints its address and one worker's process, none where it has no workers.
"""

from __future__ import annotations

import json
import os
import sys
import time

from distributed import Client, LocalCluster


def main(n_workers: int) -> None:
    with LocalCluster(
        n_workers=n_workers, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1",
    ) as cluster:
        with Client(cluster) as client:
            pid = next(iter(client.run(os.getpid).values()), None)
        print(json.dumps([cluster.scheduler_address, pid]), flush=True)  # noqa: T201 -- its answer
        time.sleep(600)


if __name__ == "__main__":
    main(int(sys.argv[1]))
