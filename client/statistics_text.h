#ifndef LEHR_CLIENT_STATISTICS_TEXT_H_
#define LEHR_CLIENT_STATISTICS_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "client/number_format.h"
#include "client/replica_groups.h"
#include "client/statistics.h"

namespace lehr::client {

// To be said where MeanText() had a single replica.
inline constexpr std::string_view kSingleReplicaNote =
    "n = 1: a single replica has no standard error; its digits are those that "
    "the scatter within the run allows, if that is known";

// The mean with as many digits as its standard error over replicas allows, and
// that error: {"2.31", "0.04"}. Of a single replica the error is empty and the
// digits are those that the error within the run allows. {"–", ""} without a
// value.
ValueAndError MeanText(const GroupEstimate& group);
ValueAndError MeanText(const MeanEstimate& estimate);

// The interval with the mean's digits: "2.24 .. 2.38"; "–" if there is none.
std::string IntervalText(const MeanEstimate& estimate);

// "0.034", "< 0.001"; "–" if there is none.
std::string PValueText(std::optional<double> p_value);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_STATISTICS_TEXT_H_
