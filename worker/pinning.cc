#include "worker/pinning.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <absl/strings/str_format.h>

#include "proto/support/cores.h"
#include "proto/support/file.h"

namespace lehr::worker {
namespace {

constexpr char kAuto[] = "auto";
constexpr char kNone[] = "none";

absl::Status Refused(const std::string& what) {
  return absl::InvalidArgumentError("--pin: " + what);
}

// Whether `core` is the first of `allowed` on its physical core: two threads of
// one share its arithmetic units.
bool IsFirstSibling(int core, const std::vector<int>& allowed) {
  const auto text = ReadFile(absl::StrFormat(
      "/sys/devices/system/cpu/cpu%d/topology/thread_siblings_list", core));
  if (!text.ok()) return true;
  const auto siblings = ParseCores(*text);
  if (!siblings.ok()) return true;
  return std::none_of(siblings->begin(), siblings->end(), [&](int sibling) {
    return sibling < core &&
           std::find(allowed.begin(), allowed.end(), sibling) != allowed.end();
  });
}

// First one thread of each physical core, then the others.
std::vector<int> InOrderOfUse(const std::vector<int>& allowed) {
  std::vector<int> cores = allowed;
  std::stable_partition(cores.begin(), cores.end(), [&](int core) {
    return IsFirstSibling(core, allowed);
  });
  return cores;
}

absl::StatusOr<std::vector<int>> ListedCores(const std::string& wish,
                                             std::size_t threads) {
  auto cores = ParseCores(wish);
  if (!cores.ok()) return cores.status();
  if (cores->size() < threads) {
    return Refused(
        absl::StrFormat("expected a core for each of %d threads, "
                        "found %d: %s",
                        threads, cores->size(), wish));
  }
  const std::vector<int> allowed = AllowedCores();
  for (const int core : *cores) {
    if (std::find(allowed.begin(), allowed.end(), core) != allowed.end()) {
      continue;
    }
    return Refused(absl::StrFormat(
        "expected cores that this process may use (%s), found %d",
        CoresText(allowed), core));
  }
  cores->resize(threads);
  return cores;
}

}  // namespace

absl::Status CheckPinWish(const std::string& wish) {
  if (wish == kAuto || wish == kNone || ParseCores(wish).ok()) {
    return absl::OkStatus();
  }
  return Refused(absl::StrFormat(
      "expected auto, none or cores such as 0-3,8, found \"%s\"", wish));
}

absl::StatusOr<Pinning> Pinning::Choose(const std::string& wish, int threads,
                                        std::string_view family) {
  if (absl::Status status = CheckPinWish(wish); !status.ok()) return status;
  Pinning pinning;
  const auto count = static_cast<std::size_t>(threads);
  if (wish == kNone) {
    pinning.reason_ = "--pin none";
    return pinning;
  }
  if (wish != kAuto) {
    auto cores = ListedCores(wish, count);
    if (!cores.ok()) return cores.status();
    pinning.cores_ = *std::move(cores);
    // Without success if another has them, too: it was asked for.
    for (const int core : pinning.cores_) pinning.Claim(family, core);
    return pinning;
  }
  for (const int core : InOrderOfUse(AllowedCores())) {
    if (pinning.cores_.size() == count) break;
    if (pinning.Claim(family, core)) pinning.cores_.push_back(core);
  }
  if (pinning.cores_.size() < count) {
    pinning.reason_ = absl::StrFormat(
        "%d threads, but only %d of %d cores are not claimed by other workers",
        threads, pinning.cores_.size(), UsableCores());
    pinning.GiveBack();
  }
  return pinning;
}

Pinning::Pinning(Pinning&& other) noexcept
    : cores_(std::exchange(other.cores_, {})),
      claims_(std::exchange(other.claims_, {})),
      reason_(std::exchange(other.reason_, {})) {}

Pinning::~Pinning() { GiveBack(); }

bool Pinning::Claim(std::string_view family, int core) {
  sockaddr_un name = {};
  name.sun_family = AF_UNIX;
  // Abstract names begin with a zero and have no end but the length.
  const std::string text = absl::StrFormat("%s-%d", family, core);
  const std::size_t length = std::min(text.size(), sizeof name.sun_path - 1);
  std::memcpy(name.sun_path + 1, text.data(), length);
  const int claim = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (claim < 0) return false;
  if (bind(claim, reinterpret_cast<const sockaddr*>(&name),
           static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + 1 +
                                  length)) != 0) {
    close(claim);
    return false;
  }
  claims_.push_back(claim);
  return true;
}

void Pinning::GiveBack() {
  for (const int claim : claims_) close(claim);
  claims_.clear();
  cores_.clear();
}

}  // namespace lehr::worker
