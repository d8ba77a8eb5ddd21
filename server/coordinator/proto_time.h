#ifndef LEHR_SERVER_COORDINATOR_PROTO_TIME_H_
#define LEHR_SERVER_COORDINATOR_PROTO_TIME_H_

#include <absl/time/time.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

namespace lehr::server {

// Times as messages. Below a nanosecond they are rounded down.
google::protobuf::Timestamp ToProto(absl::Time time);
google::protobuf::Duration ToProto(absl::Duration duration);
absl::Time FromProto(const google::protobuf::Timestamp& time);
absl::Duration FromProto(const google::protobuf::Duration& duration);

}  // namespace lehr::server

#endif  // LEHR_SERVER_COORDINATOR_PROTO_TIME_H_
