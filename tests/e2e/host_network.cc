#include "tests/e2e/host_network.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <sstream>

#include <unistd.h>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <gtest/gtest.h>

namespace lehr {
namespace {

namespace fs = std::filesystem;

constexpr char kIp[] = "/usr/sbin/ip";
constexpr char kTc[] = "/usr/sbin/tc";
constexpr char kNft[] = "/usr/sbin/nft";
constexpr char kSwitch[] = "switch";
// An address block for tests of networks (RFC 2544).
constexpr char kSubnet[] = "198.18.79.";

// The number behind `word` in a program's output; 0 if there is none.
int NumberAfter(const std::string& output, const std::string& word) {
  std::istringstream words(output);
  std::string now;
  while (words >> now) {
    if (now == word && words >> now) return std::atoi(now.c_str());
  }
  return 0;
}

}  // namespace

std::string HostNetwork::WhyNot() {
  for (const char* program : {kIp, kNft}) {
    if (!fs::exists(program)) {
      return absl::StrCat(program,
                          " is not there: install iproute2 and nftables");
    }
  }
  if (geteuid() != 0) return "network namespaces take root";
  const fs::path folder = MakeTestFolder();
  const std::string name = absl::StrCat("lehr-probe-", getpid());
  const ProgramResult made = RunProgram(folder, {kIp, "netns", "add", name});
  if (made.code != 0) return made.errors;
  const ProgramResult linked = RunProgram(
      folder,
      {kIp, "-n", name, "link", "add", "name", "probe", "type", "bridge"});
  RunProgram(folder, {kIp, "netns", "del", name});
  return linked.code == 0 ? "" : linked.errors;
}

HostNetwork::HostNetwork(const fs::path& folder,
                         const std::vector<std::string>& hosts)
    : folder_(folder), hosts_(hosts) {
  const std::string space = SpaceOf(kSwitch);
  Must({kIp, "netns", "add", space});
  Must({kIp, "-n", space, "link", "add", "name", "bridge", "type", "bridge"});
  Must({kIp, "-n", space, "link", "set", "dev", "bridge", "up"});
  for (const std::string& host : hosts_) AddHost(host);
}

HostNetwork::~HostNetwork() {
  for (const std::string& host : hosts_) {
    Command({kIp, "netns", "del", SpaceOf(host)});
  }
  Command({kIp, "netns", "del", SpaceOf(kSwitch)});
}

void HostNetwork::AddHost(const std::string& host) const {
  const std::string space = SpaceOf(host);
  const std::string hub = SpaceOf(kSwitch);
  Must({kIp, "netns", "add", space});
  Must({kIp, "-n", space, "link", "add", "name", "eth0", "type", "veth", "peer",
        "name", host, "netns", hub});
  Must({kIp, "-n", hub, "link", "set", "dev", host, "master", "bridge"});
  Must({kIp, "-n", hub, "link", "set", "dev", host, "up"});
  Must({kIp, "-n", space, "address", "add",
        absl::StrCat(AddressOf(host), "/24"), "dev", "eth0"});
  Must({kIp, "-n", space, "link", "set", "dev", "eth0", "up"});
  Must({kIp, "-n", space, "link", "set", "dev", "lo", "up"});
}

std::string HostNetwork::AddressOf(const std::string& host) const {
  const auto found = std::find(hosts_.begin(), hosts_.end(), host);
  return absl::StrCat(kSubnet, std::distance(hosts_.begin(), found) + 1);
}

std::vector<std::string> HostNetwork::On(const std::string& host) const {
  return {kIp, "netns", "exec", SpaceOf(host)};
}

void HostNetwork::Cut(const std::string& host) const {
  Must({kIp, "-n", SpaceOf(kSwitch), "link", "set", "dev", host, "down"});
}

void HostNetwork::Mend(const std::string& host) const {
  Must({kIp, "-n", SpaceOf(kSwitch), "link", "set", "dev", host, "up"});
}

void HostNetwork::LosePackets(const std::string& host, int percent) {
  const ProgramResult netem =
      Command({kTc, "-n", SpaceOf(kSwitch), "qdisc", "add", "dev", host, "root",
               "netem", "loss", absl::StrCat(percent, "%")});
  has_netem_ = netem.code == 0;
  if (has_netem_) return;
  std::vector<std::string> words = On(host);
  words.insert(
      words.end(),
      {kNft, absl::StrCat("table ip lehr { chain in { type filter hook input "
                          "priority 0; numgen random mod 100 < ",
                          percent, " counter drop; }; }")});
  Must(words);
}

int HostNetwork::LostPackets(const std::string& host) const {
  if (has_netem_) {
    return NumberAfter(Command({kTc, "-s", "-n", SpaceOf(kSwitch), "qdisc",
                                "show", "dev", host})
                           .output,
                       "(dropped");
  }
  std::vector<std::string> words = On(host);
  words.insert(words.end(), {kNft, "list", "table", "ip", "lehr"});
  return NumberAfter(Command(words).output, "packets");
}

std::string HostNetwork::SpaceOf(const std::string& host) const {
  return absl::StrCat("lehr-", getpid(), "-", host);
}

ProgramResult HostNetwork::Command(
    const std::vector<std::string>& words) const {
  return RunProgram(folder_, words);
}

void HostNetwork::Must(const std::vector<std::string>& words) const {
  const ProgramResult result = Command(words);
  EXPECT_EQ(result.code, 0)
      << absl::StrJoin(words, " ") << ": " << result.errors;
}

}  // namespace lehr
