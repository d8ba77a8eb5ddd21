#ifndef LEHR_TESTS_E2E_SLURM_SITE_H_
#define LEHR_TESTS_E2E_SLURM_SITE_H_

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/program.h"

namespace lehr {

// SlurmSite is a real Slurm of one node with four CPUs, whatever the machine
// has: munged, slurmctld and slurmd of Debian's packages, with files and ports
// of its own, so that several may run side by side. Takes root.
class SlurmSite {
 public:
  // Empty if it can run here, else why not.
  static std::string WhyNot();

  // Starts it, and waits until the node is idle; fails the test if it is not.
  explicit SlurmSite(const std::filesystem::path& folder);
  ~SlurmSite();
  SlurmSite(const SlurmSite&) = delete;
  SlurmSite& operator=(const SlurmSite&) = delete;

  // What programs need to speak with it.
  std::map<std::string, std::string> environment() const;

  // Runs one of Slurm's commands.
  ProgramResult Command(const std::vector<std::string>& arguments) const;

  // The controller goes away for a while. Jobs go on.
  void StopController();
  void StartController();

 private:
  void WriteConfiguration() const;

  const std::filesystem::path folder_;
  const int port_;
  std::unique_ptr<Program> munged_;
  std::unique_ptr<Program> controller_;
  std::unique_ptr<Program> node_;
};

}  // namespace lehr

#endif  // LEHR_TESTS_E2E_SLURM_SITE_H_
