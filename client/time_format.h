#ifndef LEHR_CLIENT_TIME_FORMAT_H_
#define LEHR_CLIENT_TIME_FORMAT_H_

#include <string>

#include <absl/time/time.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

namespace lehr::client {

absl::Duration ToDuration(const google::protobuf::Duration& duration);
absl::Time ToTime(const google::protobuf::Timestamp& timestamp);

// ISO 8601 in UTC: "2027-04-02T09:14:07.12Z".
std::string IsoTime(absl::Time time);

// For people, in their time zone: "2027-04-02 11:14".
std::string LocalTime(absl::Time time);

// For people, two units at most: "3 d 4 h", "2 h 5 min", "41 s", "0.3 s".
std::string FormatSpan(absl::Duration span);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TIME_FORMAT_H_
