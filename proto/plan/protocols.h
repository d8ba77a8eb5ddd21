#ifndef LEHR_PROTO_PLAN_PROTOCOLS_H_
#define LEHR_PROTO_PLAN_PROTOCOLS_H_

#include <string>
#include <vector>

#include "lehr/v1/stage.pb.h"
#include "proto/plan/quantity_reader.h"
#include "proto/plan/stage_node.h"

namespace lehr::plan {

// Protocols as stages. Each axis of the box has its own barostat in them,
// whatever the stage before had: a glass has no reason to keep its shape.
// `field` is the protocol's path. Numbers come from the protocol's fields, so
// violations name those.

// Load to the pressure, settle, heat, anneal, cool to the temperature at the
// start, unload, relax.
std::vector<StageNode> ReadProtocol(const v1::ThermalPressureProtocol& protocol,
                                    const std::string& field,
                                    QuantityReader* reader);

// Load x and y, hold, unload, relax.
std::vector<StageNode> ReadProtocol(const v1::BiaxialTensionProtocol& protocol,
                                    const std::string& field,
                                    QuantityReader* reader);

// Cycles of: ramp to the lower temperature, hold, ramp to the upper one, hold.
// Then back to the temperature at the start, and relax. No cycles at all are a
// control: the sample relaxes only.
std::vector<StageNode> ReadProtocol(
    const v1::CryogenicCyclingProtocol& protocol, const std::string& field,
    QuantityReader* reader);

}  // namespace lehr::plan

#endif  // LEHR_PROTO_PLAN_PROTOCOLS_H_
