#ifndef LEHR_TESTS_SUPPORT_STATUS_MATCHERS_H_
#define LEHR_TESTS_SUPPORT_STATUS_MATCHERS_H_

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <gmock/gmock.h>

namespace lehr {

inline const absl::Status& StatusOf(const absl::Status& status) {
  return status;
}
template <typename T>
const absl::Status& StatusOf(const absl::StatusOr<T>& result) {
  return result.status();
}

// Matches a Status or StatusOr that is OK.
MATCHER(IsOk, negation ? "is not OK" : "is OK") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).ok();
}

// Matches a Status or StatusOr with this code, and a message that `message`
// matches.
MATCHER_P2(StatusIs, code, message, "") {
  *result_listener << StatusOf(arg).ToString();
  return StatusOf(arg).code() == code &&
         testing::Matches(message)(std::string(StatusOf(arg).message()));
}

}  // namespace lehr

#define ASSERT_OK(expression) ASSERT_THAT(expression, ::lehr::IsOk())
#define EXPECT_OK(expression) EXPECT_THAT(expression, ::lehr::IsOk())

#endif  // LEHR_TESTS_SUPPORT_STATUS_MATCHERS_H_
