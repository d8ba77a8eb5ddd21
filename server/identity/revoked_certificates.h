#ifndef LEHR_SERVER_IDENTITY_REVOKED_CERTIFICATES_H_
#define LEHR_SERVER_IDENTITY_REVOKED_CERTIFICATES_H_

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

#include <absl/base/thread_annotations.h>
#include <absl/status/statusor.h>
#include <absl/synchronization/mutex.h>
#include <absl/time/time.h>

namespace lehr::server {

// The serial numbers in a list of revoked certificates: one at the beginning of
// each line, in hexadecimal digits; what follows a blank, and lines that begin
// with #, are for people. INVALID_ARGUMENT, naming path and line.
absl::StatusOr<std::set<std::string, std::less<>>> ReadRevoked(
    const std::filesystem::path& path);

// RevokedCertificates has the certificates that are not taken although their
// time is not over: those in a file, which is looked at again every two
// seconds. If it cannot be read then, the log says so and the list stays as it
// was. Any thread.
class RevokedCertificates {
 public:
  static constexpr absl::Duration kInterval = absl::Seconds(2);

  // An empty path: none.
  explicit RevokedCertificates(std::filesystem::path path)
      : path_(std::move(path)) {}

  bool Has(std::string_view serial, absl::Time now);

 private:
  bool IsTimeToLook(absl::Time now);
  void Look();

  const std::filesystem::path path_;
  absl::Mutex mutex_;
  absl::Time next_look_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  std::filesystem::file_time_type read_ ABSL_GUARDED_BY(mutex_);
  std::set<std::string, std::less<>> serials_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_IDENTITY_REVOKED_CERTIFICATES_H_
