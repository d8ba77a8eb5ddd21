#ifndef LEHR_TESTS_BENCH_PLAIN_WORKER_H_
#define LEHR_TESTS_BENCH_PLAIN_WORKER_H_

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "lehr/v1/worker_service.grpc.pb.h"

namespace lehr::bench {

// PlainWorker is one session that makes one call at a time, and waits for it.
class PlainWorker {
 public:
  // SessionOf(number).
  PlainWorker(const std::string& address, std::int64_t number);

  absl::Status Register();
  // Waits for work for up to `wait`, then NOT_FOUND; when it came is in `came`.
  absl::StatusOr<v1::Lease> Lease(absl::Time* came,
                                  absl::Duration wait = absl::Seconds(20));
  absl::Status Complete(const v1::Lease& lease);
  // With a state that is there.
  absl::Status Checkpoint(const v1::Lease& lease, std::int64_t step);
  // As one that works on these attempts.
  absl::StatusOr<v1::HeartbeatResponse> Heartbeat(
      const std::vector<v1::AttemptId>& attempts);

 private:
  std::string session_;
  std::int64_t sequence_ = 0;
  std::unique_ptr<v1::WorkerService::Stub> stub_;
};

// Takes a segment, so that the server has read what there is to lease, which it
// does once after its start.
absl::Status WarmUp(const std::string& address);

}  // namespace lehr::bench

#endif  // LEHR_TESTS_BENCH_PLAIN_WORKER_H_
