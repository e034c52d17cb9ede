"""A Dask cluster of two workers on the loopback, each a process of its own. Prints its address and one worker's pid."""

from __future__ import annotations

import json
import os
import time

from distributed import Client, LocalCluster


def main() -> None:
    cluster = LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, host="127.0.0.1")
    with cluster:
        with Client(cluster) as client:
            pids = client.run(os.getpid)
        print(json.dumps([cluster.scheduler_address, next(iter(pids.values()))]), flush=True)  # noqa: T201 -- its answer
        time.sleep(600)


if __name__ == "__main__":
    main()
