#ifndef LEHR_CLIENT_TABLE_CELLS_H_
#define LEHR_CLIENT_TABLE_CELLS_H_

#include <string>
#include <vector>

#include "lehr/v1/observable.pb.h"

namespace lehr::client {

// A value and its standard error, for people: "2.31 ± 0.04"; "–" for null.
std::string ObservableText(const v1::Observable* observable);

// A line of CSV, with its line feed: RFC 4180, but lines end in a line feed
// alone.
std::string CsvLine(const std::vector<std::string>& cells);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_TABLE_CELLS_H_
