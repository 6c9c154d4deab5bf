//! The programs of a cluster on this machine: three etcd, two PostgreSQL under Patroni, three servers of ours, nginx.
//! Each is a child of this program, listens on 127.0.0.1 alone, and ends with the value that holds it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;
use ureq::Agent;

use super::postgres::{as_nobody, free_port, give_to_nobody, wait_for_port};

/// A process, and where it writes what it says.
pub(super) struct Process {
    child: Child,
}

impl Process {
    fn start(mut command: Command, log: &Path) -> Result<Self> {
        let file = File::options().create(true).append(true).open(log)?;
        let other = file.try_clone()?;
        let child = command
            .stdin(Stdio::null())
            .stdout(file)
            .stderr(other)
            .spawn()
            .with_context(|| format!("cannot start {}", command.get_program().display()))?;
        Ok(Self { child })
    }

    fn signal(&mut self, name: &str) {
        send(name, self.child.id());
        let _ = self.child.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            self.signal("KILL");
        }
    }
}

fn send(signal: &str, pid: u32) {
    let _ = Command::new("kill")
        .args([&format!("-{signal}"), &pid.to_string()])
        .status();
}

/// One of our servers.
pub(super) struct Hub {
    process: Option<Process>,
    public: u16,
    admin: u16,
    pub(super) data: PathBuf,
}

/// Everything at once. What is named first ends first.
pub(super) struct Cluster {
    proxy: Option<Process>,
    pub(super) hubs: Vec<Hub>,
    patronis: Vec<Process>,
    stores: Vec<Process>,
    directory: PathBuf,
    binary: PathBuf,
    databases: Vec<(u16, u16)>,
    /// nginx, before the servers' public listeners, and before those of their operators.
    pub(super) proxy_port: u16,
    pub(super) operators_port: u16,
    agent: Agent,
}

impl Cluster {
    /// Starts everything and waits until it serves.
    pub(super) fn start(programs: &Path, binary: &Path) -> Result<Self> {
        let directory = std::env::temp_dir().join(format!("family-hub-cluster-{}", std::process::id()));
        fs::create_dir_all(&directory)?;
        give_to_nobody(&directory)?;
        let port = || free_port();
        let mut cluster = Self {
            proxy: None,
            hubs: Vec::new(),
            patronis: Vec::new(),
            stores: Vec::new(),
            binary: binary.to_owned(),
            databases: vec![(port()?, port()?), (port()?, port()?)],
            proxy_port: port()?,
            operators_port: port()?,
            agent: Agent::config_builder()
                .http_status_as_error(false)
                .timeout_global(Some(Duration::from_secs(3)))
                .build()
                .into(),
            directory,
        };
        cluster.start_stores()?;
        cluster.start_databases(programs)?;
        for number in 0..3 {
            let data = cluster.directory.join(format!("hub-{number}"));
            let hub = Hub {
                process: None,
                public: port()?,
                admin: port()?,
                data,
            };
            cluster.hubs.push(hub);
            cluster.start_hub(number)?;
        }
        cluster.start_proxy()?;
        Ok(cluster)
    }

    fn start_stores(&mut self) -> Result<()> {
        let mut ports = Vec::new();
        for _ in 0..3 {
            ports.push((free_port()?, free_port()?));
        }
        let peers: Vec<String> = (0..3)
            .map(|at| format!("e{at}=http://127.0.0.1:{}", ports[at].1))
            .collect();
        for (at, (client, peer)) in ports.iter().enumerate() {
            let mut etcd = as_nobody(Path::new("etcd"));
            let address = |port: &u16| format!("http://127.0.0.1:{port}");
            etcd.args(["--name", &format!("e{at}"), "--data-dir"])
                .arg(self.directory.join(format!("etcd-{at}")))
                .args([
                    "--listen-client-urls",
                    &address(client),
                    "--advertise-client-urls",
                    &address(client),
                ])
                .args([
                    "--listen-peer-urls",
                    &address(peer),
                    "--initial-advertise-peer-urls",
                    &address(peer),
                ])
                .args(["--initial-cluster", &peers.join(","), "--initial-cluster-state", "new"])
                // A shared machine with one disk: patience instead of elections.
                .args([
                    "--heartbeat-interval=300",
                    "--election-timeout=3000",
                    "--unsafe-no-fsync",
                ]);
            self.stores
                .push(Process::start(etcd, &self.directory.join("etcd.log"))?);
        }
        let hosts: Vec<String> = ports.iter().map(|(client, _)| format!("127.0.0.1:{client}")).collect();
        fs::write(self.directory.join("etcd-hosts"), hosts.join(", "))?;
        for (client, _) in &ports {
            if !wait_for_port(*client, Duration::from_secs(30)) {
                bail!("etcd does not come up:\n{}", self.log("etcd.log"));
            }
        }
        Ok(())
    }

    fn start_databases(&mut self, programs: &Path) -> Result<()> {
        let hosts = fs::read_to_string(self.directory.join("etcd-hosts"))?;
        for (at, (port, rest)) in self.databases.clone().into_iter().enumerate() {
            let directory = self.directory.display();
            let settings = format!(
                "scope: hub\nname: db{at}\nrestapi: {{listen: '127.0.0.1:{rest}', connect_address: '127.0.0.1:{rest}'}}\n\
                 etcd3: {{hosts: [{hosts}]}}\n\
                 bootstrap:\n  dcs:\n    ttl: 20\n    loop_wait: 1\n    retry_timeout: 5\n    synchronous_mode: true\n    \
                 master_start_timeout: 0\n    primary_start_timeout: 0\n    maximum_lag_on_failover: 1048576\n    \
                 postgresql: {{use_pg_rewind: true, parameters: {{max_connections: 60, wal_keep_size: 256MB}}}}\n  \
                 initdb: [{{encoding: UTF8}}, {{locale: C}}, no-sync]\n  \
                 pg_hba: ['host all all 127.0.0.1/32 trust', 'host replication all 127.0.0.1/32 trust', \
                 'local all all trust']\n\
                 postgresql:\n  listen: '127.0.0.1:{port}'\n  connect_address: '127.0.0.1:{port}'\n  \
                 data_dir: '{directory}/db{at}'\n  bin_dir: '{}'\n  pgpass: '{directory}/pgpass{at}'\n  \
                 authentication:\n    superuser: {{username: postgres}}\n    replication: {{username: postgres}}\n    \
                 rewind: {{username: postgres}}\n  parameters: {{unix_socket_directories: '{directory}'}}\n",
                programs.display()
            );
            let file = self.directory.join(format!("db{at}.yml"));
            fs::write(&file, settings)?;
            let mut patroni = as_nobody(Path::new("patroni"));
            patroni
                .arg(&file)
                .env("PATH", "/usr/bin:/bin:/usr/sbin")
                .env("HOME", &self.directory);
            self.patronis
                .push(Process::start(patroni, &self.directory.join(format!("db{at}.log")))?);
        }
        let deadline = Instant::now() + Duration::from_secs(90);
        while self.leader_with_standby().is_none() {
            if Instant::now() > deadline {
                bail!(
                    "no leader with a synchronous standby:\n{}{}",
                    self.log("db0.log"),
                    self.log("db1.log")
                );
            }
            std::thread::sleep(Duration::from_millis(200));
        }
        Ok(())
    }

    /// The number of the database that leads, when the other one follows it synchronously.
    pub(super) fn leader_with_standby(&self) -> Option<usize> {
        let members = self.databases.iter().find_map(|(_, rest)| {
            let answer = self.agent.get(format!("http://127.0.0.1:{rest}/cluster")).call();
            let text = answer.ok()?.body_mut().read_to_string().ok()?;
            serde_json::from_str::<Value>(&text)
                .ok()?
                .get("members")?
                .as_array()
                .cloned()
        })?;
        let of_role = |role: &str| {
            let is_it = |member: &&Value| {
                member["role"] == role && matches!(member["state"].as_str(), Some("running" | "streaming"))
            };
            members.iter().find(is_it)?.get("name")?.as_str().map(str::to_owned)
        };
        of_role("sync_standby")?;
        of_role("leader")?.strip_prefix("db")?.parse().ok()
    }

    /// Kills the PostgreSQL that leads, without a warning. Patroni notices by itself.
    pub(super) fn kill_leader(&self) -> Result<()> {
        let leader = self
            .leader_with_standby()
            .context("there is no leader with a standby")?;
        let file = self.directory.join(format!("db{leader}/postmaster.pid"));
        let text = fs::read_to_string(file)?;
        let pid = text.lines().next().and_then(|line| line.parse().ok());
        send("KILL", pid.context("postmaster.pid names no process")?);
        Ok(())
    }

    fn start_hub(&mut self, number: usize) -> Result<()> {
        let hosts: Vec<String> = self
            .databases
            .iter()
            .map(|(port, _)| format!("127.0.0.1:{port}"))
            .collect();
        let log = self.directory.join(format!("hub-{number}.log"));
        let hub = &mut self.hubs[number];
        let mut server = Command::new(&self.binary);
        server
            .args(["serve", "--no-seed", "--trusted-proxy", "127.0.0.1", "--data"])
            .arg(&hub.data)
            .args(["--listen", &format!("127.0.0.1:{}", hub.public)])
            .args(["--admin-listen", &format!("127.0.0.1:{}", hub.admin)])
            .args(["--public-url", &format!("http://127.0.0.1:{}", self.proxy_port)])
            .env(
                "FAMILY_HUB_JOURNAL",
                format!("postgres://postgres@{}/postgres", hosts.join(",")),
            );
        hub.process = Some(Process::start(server, &log)?);
        if !wait_for_port(hub.public, Duration::from_secs(30)) {
            bail!(
                "a server does not come up:\n{}",
                fs::read_to_string(log).unwrap_or_default()
            );
        }
        Ok(())
    }

    /// Kills a server of ours without a warning.
    pub(super) fn kill_hub(&mut self, number: usize) {
        if let Some(mut process) = self.hubs[number].process.take() {
            process.signal("KILL");
        }
    }

    /// Starts it again.
    pub(super) fn start_hub_again(&mut self, number: usize) -> Result<()> {
        self.start_hub(number)
    }

    fn start_proxy(&mut self) -> Result<()> {
        let upstream = |port: fn(&Hub) -> u16| {
            let servers = self
                .hubs
                .iter()
                .map(|hub| format!("server 127.0.0.1:{} max_fails=1 fail_timeout=1s;", port(hub)));
            servers.collect::<String>()
        };
        let directory = self.directory.display();
        let settings = format!(
            "daemon off; pid {directory}/nginx.pid; error_log {directory}/nginx-errors.log warn; events {{}}\n\
             http {{ access_log off; client_body_temp_path {directory}/body; proxy_temp_path {directory}/proxy; \
             fastcgi_temp_path {directory}/f; uwsgi_temp_path {directory}/u; scgi_temp_path {directory}/s; \
             proxy_connect_timeout 1s; proxy_read_timeout 40s; proxy_next_upstream error timeout;\n\
             upstream hubs {{ {} }} upstream operators {{ {} }}\n\
             server {{ listen 127.0.0.1:{}; location / {{ proxy_pass http://hubs; proxy_set_header Host $host; \
             proxy_set_header X-Forwarded-For $http_x_forwarded_for; }} }}\n\
             server {{ listen 127.0.0.1:{}; location / {{ proxy_pass http://operators; proxy_set_header Host $host; }} }} }}\n",
            upstream(|hub| hub.public),
            upstream(|hub| hub.admin),
            self.proxy_port,
            self.operators_port
        );
        let file = self.directory.join("nginx.conf");
        fs::write(&file, settings)?;
        let mut nginx = as_nobody(Path::new("/usr/sbin/nginx"));
        nginx
            .arg("-e")
            .arg(self.directory.join("nginx-errors.log"))
            .arg("-c")
            .arg(&file);
        self.proxy = Some(Process::start(nginx, &self.directory.join("nginx.log"))?);
        if !wait_for_port(self.proxy_port, Duration::from_secs(10)) {
            bail!("nginx does not come up:\n{}", self.log("nginx.log"));
        }
        Ok(())
    }

    /// What a server says, asked directly.
    pub(super) fn ask(&self, number: usize, path: &str) -> Option<Value> {
        let address = format!("http://127.0.0.1:{}{path}", self.hubs[number].public);
        let text = self
            .agent
            .get(address)
            .call()
            .ok()?
            .body_mut()
            .with_config()
            .limit(64 << 20)
            .read_to_string()
            .ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Ends the servers of ours in good order, so that their copies can be read.
    pub(super) fn end_hubs(&mut self) {
        for hub in &mut self.hubs {
            if let Some(mut process) = hub.process.take() {
                process.signal("TERM");
            }
        }
    }

    fn log(&self, name: &str) -> String {
        let text = fs::read_to_string(self.directory.join(name)).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(30)..].join("\n")
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some(mut proxy) = self.proxy.take() {
            proxy.signal("TERM");
        }
        self.end_hubs();
        for patroni in &mut self.patronis {
            // It ends its PostgreSQL.
            patroni.signal("TERM");
        }
        for at in 0..self.databases.len() {
            let file = self.directory.join(format!("db{at}/postmaster.pid"));
            let text = fs::read_to_string(file).unwrap_or_default();
            if let Some(pid) = text.lines().next().and_then(|line| line.parse().ok()) {
                send("QUIT", pid);
            }
        }
        self.stores.clear();
        let _ = fs::remove_dir_all(&self.directory);
    }
}
