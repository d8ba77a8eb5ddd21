#ifndef LEHR_SERVER_CORE_STAGE_READER_H_
#define LEHR_SERVER_CORE_STAGE_READER_H_

#include <string>
#include <vector>

#include <google/protobuf/repeated_ptr_field.h>

#include "lehr/v1/stage.pb.h"
#include "server/core/quantity_reader.h"
#include "server/core/stage_node.h"

namespace lehr::server {

// Reads the stages at path `field`, and reports what is wrong with them
// whatever the point: missing fields, unknown parameters, references and enum
// values, counts below 1, a `create` that is not the sample's beginning. Nodes
// are numbered from `next_id` on, which is advanced.
std::vector<StageNode> ReadStages(
    const google::protobuf::RepeatedPtrField<v1::Stage>& stages,
    const std::string& field, bool is_sample, QuantityReader* reader,
    int* next_id);

}  // namespace lehr::server

#endif  // LEHR_SERVER_CORE_STAGE_READER_H_
