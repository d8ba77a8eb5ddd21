#ifndef LEHR_SERVER_CORE_FAILURE_CHOICE_H_
#define LEHR_SERVER_CORE_FAILURE_CHOICE_H_

#include <memory>
#include <set>

#include <absl/status/statusor.h>

#include "lehr/v1/sweep_service.pb.h"

namespace re2 {
class RE2;
}

namespace lehr::server {

// A FailureChoice says which failed segments a person wants to be tried again.
class FailureChoice {
 public:
  // INVALID_ARGUMENT if `error` is no regular expression.
  static absl::StatusOr<FailureChoice> Make(
      const v1::RetrySegmentsRequest& request);

  // Whether all that was given holds for it. Time: linear in its error.
  bool Includes(const v1::FailedSegment& segment) const;

 private:
  std::set<std::int64_t> segment_ids_;     // empty: all
  std::set<int> failure_classes_;          // empty: any
  std::shared_ptr<const re2::RE2> error_;  // null: any
};

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_FAILURE_CHOICE_H_
