#ifndef LEHR_TESTS_BENCH_SERVER_PROCESS_H_
#define LEHR_TESTS_BENCH_SERVER_PROCESS_H_

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>

#include "tests/bench/sweep_rows.h"
#include "tests/support/program.h"

namespace lehr::bench {

// ServerProcess is a real lehrd on a Unix socket.
class ServerProcess {
 public:
  // `data` is the server's folder; `flags` go to lehrd.
  ServerProcess(std::filesystem::path data, std::vector<std::string> flags);

  // Starts it, and waits until it answers.
  absl::Status Start();
  // The same with a database that is made first.
  absl::Status StartWith(const SweepRows& rows);
  // SIGKILL, and waits for its end.
  void Kill();

  const std::filesystem::path& data() const { return data_; }
  std::string address() const;

  // Of the process, since it began: user and system time [s].
  double CpuSeconds() const;
  std::int64_t ResidentBytes() const;
  // The most that it has been.
  std::int64_t PeakBytes() const;
  int OpenFiles() const;
  // Of the database's write-ahead log.
  std::int64_t LogBytes() const;
  pid_t pid() const { return program_->pid(); }
  std::string errors() const { return program_->errors(); }

 private:
  std::filesystem::path data_;
  std::vector<std::string> flags_;
  std::unique_ptr<Program> program_;
};

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_SERVER_PROCESS_H_
