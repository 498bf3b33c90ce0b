#!/usr/bin/env bash
# A Slurm cluster of one node on this machine, for tests: cluster.sh start DIR, cluster.sh stop DIR. All its files
# are in DIR; programs use it with SLURM_CONF=DIR/slurm.conf. It needs root and the Debian packages slurmctld,
# slurmd, slurm-client and munge.
set -euo pipefail
action=$1 dir=$(realpath "$2")
export SLURM_CONF=$dir/slurm.conf PATH=$PATH:/usr/sbin:/sbin

start() {
    [ "$(id -u)" = 0 ] || { echo "slurmd needs root"; exit 1; }
    mkdir -p "$dir/state" "$dir/spool"
    chmod 755 "$dir" # munged refuses a directory that others may write to
    local port=$((20000 + RANDOM % 20000))
    cat >"$SLURM_CONF" <<END
ClusterName=test
SlurmctldHost=$(hostname -s)(127.0.0.1)
SlurmctldPort=$port
SlurmdPort=$((port + 1))
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$dir/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool
SlurmctldPidFile=$dir/slurmctld.pid
SlurmdPidFile=$dir/slurmd.pid
SlurmctldLogFile=$dir/slurmctld.log
SlurmdLogFile=$dir/slurmd.log
SlurmctldDebug=debug
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=1,sched_interval=5,sched_min_interval=1,bf_interval=5
SchedulerType=sched/builtin
ReturnToService=2
SlurmdTimeout=10
SlurmctldTimeout=10
InactiveLimit=0
KillWait=10
MinJobAge=300
OverTimeLimit=0
MpiDefault=none
NodeName=$(hostname -s) NodeAddr=127.0.0.1 CPUs=2 Boards=1 SocketsPerBoard=1 CoresPerSocket=2 ThreadsPerCore=1 State=UNKNOWN
PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP OverSubscribe=NO
END
    dd if=/dev/urandom of="$dir/munge.key" bs=1024 count=1 status=none
    chmod 600 "$dir/munge.key"
    munged --force --key-file="$dir/munge.key" --socket="$dir/munge.socket" --pid-file="$dir/munged.pid" \
        --log-file="$dir/munged.log" --seed-file="$dir/munged.seed"
    slurmctld
    node
    for _ in $(seq 60); do
        [ "$(sinfo --noheader --format=%T 2>/dev/null)" = idle ] && return
        sleep 0.5
    done
    echo "the node is not idle: $(sinfo 2>&1)"
    exit 1
}

# node starts slurmd, also after it was killed.
node() { slurmd -N "$(hostname -s)"; }

# stop cancels all jobs, and ends the daemons, waiting for each for some seconds.
stop() {
    scancel --user=root 2>/dev/null || true
    local program pid
    for _ in $(seq 40); do
        [ -n "$(squeue --noheader 2>/dev/null)" ] || break
        sleep 0.5
    done
    for program in slurmd slurmctld munged; do
        [ -s "$dir/$program.pid" ] || continue
        pid=$(cat "$dir/$program.pid")
        kill "$pid" 2>/dev/null || continue
        for _ in $(seq 20); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.5
        done
        kill -KILL "$pid" 2>/dev/null || true
    done
}

"$action"
