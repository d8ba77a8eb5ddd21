#ifndef LEHR_TESTS_SUPPORT_PROGRAM_H_
#define LEHR_TESTS_SUPPORT_PROGRAM_H_

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include <absl/time/time.h>

namespace lehr {

// How a program ended, and what it wrote.
struct ProgramResult {
  // Exit status, or minus the signal that ended it.
  int code = 0;
  std::string output;  // standard output
  std::string errors;  // standard error
};

// Program is a real process under test. Its output goes to files in `folder`,
// so that nothing blocks. Destroying it kills what still runs.
class Program {
 public:
  // Starts `arguments[0]` with the environment of the test plus `environment`.
  Program(const std::filesystem::path& folder,
          std::vector<std::string> arguments,
          const std::map<std::string, std::string>& environment = {});
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  pid_t pid() const { return pid_; }

  void Signal(int signal_number) const;

  // Waits for the end, at most `limit`; nullopt if it still runs then.
  std::optional<ProgramResult> Wait(absl::Duration limit);

  // What it has written so far.
  std::string output() const;
  std::string errors() const;

 private:
  pid_t pid_ = -1;
  bool ended_ = false;
  std::filesystem::path output_path_;
  std::filesystem::path errors_path_;
};

// Runs a program to its end; fails the test if that takes longer than `limit`.
ProgramResult RunProgram(const std::filesystem::path& folder,
                         std::vector<std::string> arguments,
                         absl::Duration limit = absl::Minutes(2));

// Asks again and again until `condition` holds, at most `limit`; returns
// whether it did. For conditions that another process makes true.
bool WaitUntil(const std::function<bool()>& condition, absl::Duration limit);

// A new empty folder for this test, removed at the end of the process.
// Its path is short enough for Unix sockets.
std::filesystem::path MakeTestFolder();

}  // namespace lehr

#endif  // LEHR_TESTS_SUPPORT_PROGRAM_H_
