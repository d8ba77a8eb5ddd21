#ifndef LEHR_WORKER_PINNING_H_
#define LEHR_WORKER_PINNING_H_

#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace lehr::worker {

// Pinning is the choice of cores for a worker's threads, and its claim on them
// among the workers of this host, whoever started them: each core is an
// abstract Unix socket (unix(7)) that one process can have, which the system
// takes back when the process ends, however it does. Containers with networks
// of their own do not see each other's claims.
class Pinning {
 public:
  // For `threads` threads, as `wish` says:
  //   "auto"  cores among those allowed that no other worker has, one a thread,
  //           of different physical cores as far as there are; none if there
  //           are too few
  //   "none"  none
  //   "0-3,8" the first of these; others leave them alone from now on
  // INVALID_ARGUMENT, naming the flag --pin, for another wish, one with fewer
  // cores than threads, or with cores that this process may not use. `family`
  // begins the names of claims.
  static absl::StatusOr<Pinning> Choose(const std::string& wish, int threads,
                                        std::string_view family = "lehr-core");

  Pinning(Pinning&& other) noexcept;
  Pinning& operator=(Pinning&&) = delete;
  ~Pinning();

  // One for each thread; empty: threads run where the system puts them.
  const std::vector<int>& cores() const { return cores_; }
  // Why there are none.
  const std::string& reason() const { return reason_; }

 private:
  Pinning() = default;
  // Whether this process has `core` now.
  bool Claim(std::string_view family, int core);
  void GiveBack();

  std::vector<int> cores_;
  std::vector<int> claims_;  // sockets
  std::string reason_;
};

// INVALID_ARGUMENT, naming the flag, unless it is auto, none or a list.
absl::Status CheckPinWish(const std::string& wish);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_PINNING_H_
