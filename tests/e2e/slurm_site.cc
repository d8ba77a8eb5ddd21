#include "tests/e2e/slurm_site.h"

#include <csignal>
#include <fstream>
#include <random>

#include <unistd.h>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>
#include <absl/time/time.h>
#include <gtest/gtest.h>

namespace lehr {
namespace {

namespace fs = std::filesystem;

constexpr char kMunged[] = "/usr/sbin/munged";
constexpr char kSlurmctld[] = "/usr/sbin/slurmctld";
constexpr char kSlurmd[] = "/usr/sbin/slurmd";

constexpr absl::Duration kPatience = absl::Seconds(60);

// Short timers, no cgroups; four CPUs whatever the machine has.
constexpr char kConfiguration[] = R"(
ClusterName=test
SlurmctldHost=localhost(127.0.0.1)
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=FOLDER/munge.socket
SlurmctldPort=CTLPORT
SlurmdPort=NODEPORT
SlurmctldPidFile=FOLDER/slurmctld.pid
SlurmdPidFile=FOLDER/slurmd.pid
StateSaveLocation=FOLDER/state
SlurmdSpoolDir=FOLDER/spool
MpiDefault=none
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1,bf_interval=1
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=5
MinJobAge=30
MessageTimeout=5
NodeName=node NodeHostname=localhost NodeAddr=127.0.0.1 CPUs=4 State=UNKNOWN
PartitionName=work Nodes=node Default=YES MaxTime=INFINITE State=UP
)";

// Two ports that other tests at the same time do not have, most likely.
int ChoosePort() { return 20'000 + 2 * (getpid() % 5'000); }

void WriteKey(const fs::path& path) {
  std::random_device random;
  std::string key;
  while (key.size() < 1024) key.push_back(static_cast<char>(random()));
  std::ofstream(path) << key;
  fs::permissions(path, fs::perms::owner_read);
}

}  // namespace

std::string SlurmSite::WhyNot() {
  for (const char* program :
       {kMunged, kSlurmctld, kSlurmd, "/usr/bin/sbatch"}) {
    if (!fs::exists(program)) {
      return absl::StrCat(program,
                          " is not there: install slurm-wlm and munge");
    }
  }
  return geteuid() == 0 ? "" : "slurmd has to be started by root";
}

SlurmSite::SlurmSite(const fs::path& folder)
    : folder_(folder), port_(ChoosePort()) {
  fs::create_directories(folder_ / "state");
  fs::create_directories(folder_ / "spool");
  for (const char* name : {"m", "c", "n"})
    fs::create_directories(folder_ / name);
  WriteKey(folder_ / "munge.key");
  WriteConfiguration();
  munged_ = std::make_unique<Program>(
      folder_ / "m",
      std::vector<std::string>{
          kMunged, "--foreground", "--force",
          absl::StrCat("--key-file=", (folder_ / "munge.key").string()),
          absl::StrCat("--socket=", (folder_ / "munge.socket").string()),
          absl::StrCat("--pid-file=", (folder_ / "munge.pid").string()),
          absl::StrCat("--seed-file=", (folder_ / "munge.seed").string()),
          absl::StrCat("--log-file=", (folder_ / "munge.log").string())});
  EXPECT_TRUE(WaitUntil([&] { return fs::exists(folder_ / "munge.socket"); },
                        kPatience))
      << munged_->errors();
  StartController();
  node_ = std::make_unique<Program>(
      folder_ / "n", std::vector<std::string>{kSlurmd, "-D", "-N", "node"},
      environment());
  EXPECT_TRUE(WaitUntil(
      [&] {
        return Command({"sinfo", "-h", "-o", "%T"}).output == "idle\n";
      },
      kPatience))
      << controller_->errors() << node_->errors();
}

SlurmSite::~SlurmSite() {
  Command({"scancel", "--me"});
  const auto is_empty = [&] {
    return Command({"squeue", "--me", "-h"}).output.empty();
  };
  WaitUntil(is_empty, absl::Seconds(20));
}

std::map<std::string, std::string> SlurmSite::environment() const {
  return {{"SLURM_CONF", (folder_ / "slurm.conf").string()}};
}

ProgramResult SlurmSite::Command(
    const std::vector<std::string>& arguments) const {
  std::vector<std::string> words = {
      "/usr/bin/env",
      absl::StrCat("SLURM_CONF=", (folder_ / "slurm.conf").string())};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return RunProgram(folder_, words);
}

void SlurmSite::StopController() {
  controller_->Signal(SIGTERM);
  EXPECT_TRUE(controller_->Wait(kPatience).has_value());
}

void SlurmSite::StartController() {
  controller_ = std::make_unique<Program>(
      folder_ / "c", std::vector<std::string>{kSlurmctld, "-D"}, environment());
  EXPECT_TRUE(WaitUntil(
      [&] {
        return Command({"scontrol", "ping"}).code == 0;
      },
      kPatience))
      << controller_->errors();
}

void SlurmSite::WriteConfiguration() const {
  std::ofstream(folder_ / "slurm.conf") << absl::StrReplaceAll(
      kConfiguration, {{"FOLDER", folder_.string()},
                       {"CTLPORT", absl::StrCat(port_)},
                       {"NODEPORT", absl::StrCat(port_ + 1)}});
}

}  // namespace lehr
