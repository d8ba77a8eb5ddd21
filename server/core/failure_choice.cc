#include "server/core/failure_choice.h"

#include <re2/re2.h>

#include <absl/strings/str_format.h>

namespace lehr::server {

absl::StatusOr<FailureChoice> FailureChoice::Make(
    const v1::RetrySegmentsRequest& request) {
  FailureChoice choice;
  choice.segment_ids_.insert(request.segment_ids().begin(),
                             request.segment_ids().end());
  choice.failure_classes_.insert(request.failure_classes().begin(),
                                 request.failure_classes().end());
  if (request.error().empty()) return choice;
  re2::RE2::Options options;
  options.set_log_errors(false);
  auto error = std::make_shared<const re2::RE2>(request.error(), options);
  if (!error->ok()) {
    return absl::InvalidArgumentError(absl::StrFormat(
        "error: expected a regular expression (RE2), found \"%s\": %s",
        request.error(), error->error()));
  }
  choice.error_ = std::move(error);
  return choice;
}

bool FailureChoice::Includes(const v1::FailedSegment& segment) const {
  return (segment_ids_.empty() ||
          segment_ids_.contains(segment.segment_id())) &&
         (failure_classes_.empty() ||
          failure_classes_.contains(segment.failure_class())) &&
         (error_ == nullptr ||
          re2::RE2::PartialMatch(segment.error(), *error_));
}

}  // namespace lehr::server
