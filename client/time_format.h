#ifndef LEHR_CLIENT_TIME_FORMAT_H_
#define LEHR_CLIENT_TIME_FORMAT_H_

#include <string>

#include <absl/time/time.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

#include "proto/support/span_text.h"

namespace lehr::client {

absl::Duration ToDuration(const google::protobuf::Duration& duration);
absl::Time ToTime(const google::protobuf::Timestamp& timestamp);

// ISO 8601 in UTC: "2027-04-02T09:14:07.12Z".
std::string IsoTime(absl::Time time);

// For people, in their time zone: "2027-04-02 11:14".
std::string LocalTime(absl::Time time);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TIME_FORMAT_H_
