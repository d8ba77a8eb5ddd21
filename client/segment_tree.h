#ifndef LEHR_CLIENT_SEGMENT_TREE_H_
#define LEHR_CLIENT_SEGMENT_TREE_H_

#include <cstddef>
#include <string>
#include <vector>

#include "lehr/v1/sweep_service.pb.h"

namespace lehr::client {

// A TreeLine is a segment's place in the printed tree.
struct TreeLine {
  std::size_t segment = 0;
  int depth = 0;
};

// The order and indentation in which to print segments of which `parents` are
// given as positions (-1: none), parents before children. A path that does not
// part keeps its indentation; what ends where it begins (a measurement) stands
// first and one deeper.
std::vector<TreeLine> LayOutTree(const std::vector<int>& parents);

// Tables of segments as indented trees.
std::string PlannedSegmentsText(const v1::PlanSweepResponse& plan);
// With the names of saved states, if any, and below the table which failed
// segments have left a state, and how many segments the answer has no room for.
std::string SegmentsText(const v1::GetSweepResponse& sweep);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_SEGMENT_TREE_H_
