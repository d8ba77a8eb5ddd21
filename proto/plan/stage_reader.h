#ifndef LEHR_PROTO_PLAN_STAGE_READER_H_
#define LEHR_PROTO_PLAN_STAGE_READER_H_

#include <string>
#include <vector>

#include <google/protobuf/repeated_ptr_field.h>

#include "lehr/v1/stage.pb.h"
#include "proto/plan/quantity_reader.h"
#include "proto/plan/stage_node.h"

namespace lehr::plan {

// Reads the stages at path `field`, and reports what is wrong with them
// whatever the point: missing fields, unknown parameters, references and enum
// values, counts below 1, a `create` that is not the sample's beginning. Nodes
// are numbered from `next_id` on, which is advanced.
std::vector<StageNode> ReadStages(
    const google::protobuf::RepeatedPtrField<v1::Stage>& stages,
    const std::string& field, bool is_sample, QuantityReader* reader,
    int* next_id);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_STAGE_READER_H_
