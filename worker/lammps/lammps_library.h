#ifndef LEHR_WORKER_LAMMPS_LAMMPS_LIBRARY_H_
#define LEHR_WORKER_LAMMPS_LAMMPS_LIBRARY_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace lehr::worker {

// A LammpsLibrary is one instance of LAMMPS in this process, on one MPI rank.
// LAMMPS as Debian builds it ends the process on an error; here its calls of
// MPI_Abort and MPI_Finalize, with which it does so, become an error of the
// call that led there. After that the instance is broken: every call returns
// the error again, and what LAMMPS had allocated stays lost. One thread; there
// may be several instances.
class LammpsLibrary {
 public:
  // INTERNAL if LAMMPS does not start.
  static absl::StatusOr<std::unique_ptr<LammpsLibrary>> Open();
  ~LammpsLibrary();
  LammpsLibrary(const LammpsLibrary&) = delete;
  LammpsLibrary& operator=(const LammpsLibrary&) = delete;

  // Executes a command of LAMMPS' input language. INVALID_ARGUMENT, with
  // LAMMPS' words, if it refuses.
  absl::Status Command(const std::string& command);
  absl::Status Commands(const std::vector<std::string>& commands);

  // Calls functions of library.h, or of LAMMPS' classes. OUT_OF_RANGE, with
  // LAMMPS' words, if they end with an error.
  absl::Status Call(const std::function<void(void* handle)>& call);

  // Name under which LAMMPS can read `content`, as long as this lives.
  std::string NameOfFile(const std::string& content);

 private:
  LammpsLibrary() = default;
  // Of the file that LAMMPS logs to: what stands behind the last "ERROR".
  std::string LastError() const;
  void ForgetLog();

  void* handle_ = nullptr;
  int log_ = -1;            // file in memory
  std::vector<int> files_;  // files in memory
  absl::Status broken_ = absl::OkStatus();
};

}  // namespace lehr::worker

#endif  // LEHR_WORKER_LAMMPS_LAMMPS_LIBRARY_H_
