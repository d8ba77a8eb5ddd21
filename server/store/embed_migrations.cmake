# Makes migrations_data.cc of migrations/*.sql, so that lehrd carries its schema.
# Sets LEHR_MIGRATIONS_SOURCE. Runs at configure time and again when a file
# changes.
set(LEHR_MIGRATIONS
  0001_sweeps_and_segments
  0002_workers_and_attempts
  0003_measures_and_names
  0004_plan_tree
  0005_second_results
  0006_speeds
  0007_views_for_people
  0008_scheduler
  0009_pools
  0010_submissions)

set(entries "")
set(number 0)
foreach(name IN LISTS LEHR_MIGRATIONS)
  math(EXPR number "${number} + 1")
  set(file ${PROJECT_SOURCE_DIR}/migrations/${name}.sql)
  if(NOT name MATCHES "^0*${number}_")
    message(FATAL_ERROR "migrations/${name}.sql: expected number ${number}")
  endif()
  file(READ ${file} sql)
  string(APPEND entries
    "    {${number}, \"${name}\", R\"lehr_sql(${sql})lehr_sql\"},\n")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
endforeach()

set(LEHR_MIGRATIONS_SOURCE ${CMAKE_CURRENT_BINARY_DIR}/migrations_data.cc)
file(CONFIGURE OUTPUT ${LEHR_MIGRATIONS_SOURCE} @ONLY CONTENT
[=[// Made by server/store/embed_migrations.cmake.
#include "server/store/migrations.h"

namespace lehr::server {

std::span<const Migration> AllMigrations() {
  static constexpr Migration kMigrations[] = {
@entries@  };
  return kMigrations;
}

}  // namespace lehr::server
]=])
