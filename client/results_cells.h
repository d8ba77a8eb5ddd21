#ifndef LEHR_CLIENT_RESULTS_CELLS_H_
#define LEHR_CLIENT_RESULTS_CELLS_H_

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "client/proto_json.h"
#include "client/results_query.h"

namespace lehr::client {

// A point of a query's answer with its sweep.
struct RowPoint {
  const QueriedSweep* sweep = nullptr;
  const QueriedPoint* point = nullptr;
};

// The points that fit, sorted as the answer says; points without a value last.
std::vector<RowPoint> SortedRows(const QueryAnswer& answer);

// What a row has in a column: a number, or text; neither where it has nothing.
std::optional<double> NumberIn(const RowPoint& row, const ResultColumn& column);
std::string WordsIn(const RowPoint& row, const ResultColumn& column);

// The same for people ("–" for nothing), for CSV and for JSON.
std::string TextCell(const RowPoint& row, const ResultColumn& column);
std::string ExactCell(const RowPoint& row, const ResultColumn& column);
Json JsonCell(const RowPoint& row, const ResultColumn& column);

// "yield_stress (GPa)".
std::string HeaderOf(const ResultColumn& column);

// Observables of which values have been read, with what stands above them:
// those that were asked for, or else those that the points have, under their
// symbols if these are the usual ones.
std::vector<std::pair<ResultColumn, std::string>> ObservablesToShow(
    const QueryAnswer& answer);

}  // namespace lehr::client

#endif  // LEHR_CLIENT_RESULTS_CELLS_H_
