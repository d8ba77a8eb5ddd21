#ifndef LEHR_WORKER_PROTO_TIME_H_
#define LEHR_WORKER_PROTO_TIME_H_

#include <absl/time/time.h>
#include <google/protobuf/duration.pb.h>

namespace lehr::worker {

absl::Duration FromProto(const google::protobuf::Duration& duration);
google::protobuf::Duration ToProto(absl::Duration duration);

}  // namespace lehr::worker

#endif  // LEHR_WORKER_PROTO_TIME_H_
