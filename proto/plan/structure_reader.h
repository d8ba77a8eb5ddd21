#ifndef LEHR_PROTO_PLAN_STRUCTURE_READER_H_
#define LEHR_PROTO_PLAN_STRUCTURE_READER_H_

#include <string>

#include "lehr/v1/stage.pb.h"
#include "proto/plan/quantity_reader.h"
#include "proto/plan/stage_node.h"

namespace lehr::plan {

// Measures of the structure as stages: as the functions of this name in
// stage_reader.cc. `field` is the measure's path.
StageNode::Kind Read(const v1::StructureMeasure& measure,
                     const std::string& field, QuantityReader* reader);
StageNode::Kind Read(const v1::PairDistributionMeasure& measure,
                     const std::string& field, QuantityReader* reader);
StageNode::Kind Read(const v1::StructureFactorMeasure& measure,
                     const std::string& field, QuantityReader* reader);
StageNode::Kind Read(const v1::LocalStrainMeasure& measure,
                     const std::string& field, QuantityReader* reader);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_STRUCTURE_READER_H_
