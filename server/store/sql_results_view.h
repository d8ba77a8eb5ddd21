#ifndef LEHR_SERVER_STORE_SQL_RESULTS_VIEW_H_
#define LEHR_SERVER_STORE_SQL_RESULTS_VIEW_H_

#include <string_view>

#include "server/store/database.h"

namespace lehr::server {

// Makes, on this connection only, views of the sweeps that `statement` names as
// results_NAME or results_NUMBER (characters of a name that SQL does not allow
// are _; of sweeps of one name the newest is meant):
//
// results_NAME   a row is a point: point, treatment, replica, state, error,
//                baseline_point; each parameter; each observable that the
//                results of its points show, followed by NAME_error (standard
//                error). A name that is there already gets a number: density_2.
// columns_NAME   a row is a column of results_NAME: name, role ('point',
//                'parameter', 'observable', 'error'), unit.
//
// Views of one sweep cannot stand in the file: their columns are not known
// before it is submitted, and a file may hold thousands of sweeps. Which
// columns there are is taken from some points of each treatment: all points of
// a treatment measure the same. Errors stay in the database.
void MakeResultsViews(Database& database, std::string_view statement);

}  // namespace lehr::server

#endif  // LEHR_SERVER_STORE_SQL_RESULTS_VIEW_H_
