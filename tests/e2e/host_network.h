#ifndef LEHR_TESTS_E2E_HOST_NETWORK_H_
#define LEHR_TESTS_E2E_HOST_NETWORK_H_

#include <filesystem>
#include <string>
#include <vector>

#include "tests/support/program.h"

namespace lehr {

// HostNetwork is a network of hosts on one machine: each is a network namespace
// of its own, joined by Ethernet cables (veth) to a switch (a bridge) in
// another. Takes root.
class HostNetwork {
 public:
  // Empty if it can be had here, else why not.
  static std::string WhyNot();

  // Hosts have names of at most ten letters.
  HostNetwork(const std::filesystem::path& folder,
              const std::vector<std::string>& hosts);
  ~HostNetwork();
  HostNetwork(const HostNetwork&) = delete;
  HostNetwork& operator=(const HostNetwork&) = delete;

  // Its IPv4 address.
  std::string AddressOf(const std::string& host) const;
  // What stands before a command that runs on the host.
  std::vector<std::string> On(const std::string& host) const;

  // Pulls the host's cable out of the switch, or puts it in again.
  void Cut(const std::string& host) const;
  void Mend(const std::string& host) const;

  // From now on so many of the packets that come to the host are lost: by the
  // kernel's netem on its cable where there is such a module, else by its
  // nftables.
  void LosePackets(const std::string& host, int percent);
  // Packets that were lost so.
  int LostPackets(const std::string& host) const;
  // "netem" or "nftables".
  std::string losing_by() const { return has_netem_ ? "netem" : "nftables"; }

 private:
  std::string SpaceOf(const std::string& host) const;
  ProgramResult Command(const std::vector<std::string>& words) const;
  void Must(const std::vector<std::string>& words) const;
  void AddHost(const std::string& host) const;

  const std::filesystem::path folder_;
  const std::vector<std::string> hosts_;
  bool has_netem_ = false;
};

}  // namespace lehr

#endif  // LEHR_TESTS_E2E_HOST_NETWORK_H_
