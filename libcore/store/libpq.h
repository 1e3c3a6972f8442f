#pragma once
// The client library of PostgreSQL, loaded when a database is first named, not at the start of the tool: it brings
// thirty libraries, which more than double the time from start to exit of a small job, and few jobs have a database.

#include <libpq-fe.h>

#include "libcore/base/result.h"

namespace tlog {

// A function of the library, whatever its type.
class LibpqSymbol {
 public:
  explicit LibpqSymbol(const char* name);
  template <typename Function>
  operator Function*() const {
    return reinterpret_cast<Function*>(at_);
  }

 private:
  void* at_;
};

// What is called of it, under the names of its manual.
struct Libpq {
  decltype(&::PQclear) PQclear = LibpqSymbol("PQclear");
  decltype(&::PQcmdStatus) PQcmdStatus = LibpqSymbol("PQcmdStatus");
  decltype(&::PQconnectPoll) PQconnectPoll = LibpqSymbol("PQconnectPoll");
  decltype(&::PQconnectStartParams) PQconnectStartParams = LibpqSymbol("PQconnectStartParams");
  decltype(&::PQconnectionNeedsPassword) PQconnectionNeedsPassword = LibpqSymbol("PQconnectionNeedsPassword");
  decltype(&::PQconninfoFree) PQconninfoFree = LibpqSymbol("PQconninfoFree");
  decltype(&::PQconninfoParse) PQconninfoParse = LibpqSymbol("PQconninfoParse");
  decltype(&::PQconsumeInput) PQconsumeInput = LibpqSymbol("PQconsumeInput");
  decltype(&::PQenterPipelineMode) PQenterPipelineMode = LibpqSymbol("PQenterPipelineMode");
  decltype(&::PQerrorMessage) PQerrorMessage = LibpqSymbol("PQerrorMessage");
  decltype(&::PQexitPipelineMode) PQexitPipelineMode = LibpqSymbol("PQexitPipelineMode");
  decltype(&::PQfinish) PQfinish = LibpqSymbol("PQfinish");
  decltype(&::PQflush) PQflush = LibpqSymbol("PQflush");
  decltype(&::PQgetResult) PQgetResult = LibpqSymbol("PQgetResult");
  decltype(&::PQgetisnull) PQgetisnull = LibpqSymbol("PQgetisnull");
  decltype(&::PQgetlength) PQgetlength = LibpqSymbol("PQgetlength");
  decltype(&::PQgetvalue) PQgetvalue = LibpqSymbol("PQgetvalue");
  decltype(&::PQisBusy) PQisBusy = LibpqSymbol("PQisBusy");
  decltype(&::PQntuples) PQntuples = LibpqSymbol("PQntuples");
  decltype(&::PQpipelineSync) PQpipelineSync = LibpqSymbol("PQpipelineSync");
  decltype(&::PQresultErrorField) PQresultErrorField = LibpqSymbol("PQresultErrorField");
  decltype(&::PQresultStatus) PQresultStatus = LibpqSymbol("PQresultStatus");
  decltype(&::PQsendPrepare) PQsendPrepare = LibpqSymbol("PQsendPrepare");
  decltype(&::PQsendQueryParams) PQsendQueryParams = LibpqSymbol("PQsendQueryParams");
  decltype(&::PQsendQueryPrepared) PQsendQueryPrepared = LibpqSymbol("PQsendQueryPrepared");
  decltype(&::PQsetErrorVerbosity) PQsetErrorVerbosity = LibpqSymbol("PQsetErrorVerbosity");
  decltype(&::PQsetNoticeReceiver) PQsetNoticeReceiver = LibpqSymbol("PQsetNoticeReceiver");
  decltype(&::PQsetSingleRowMode) PQsetSingleRowMode = LibpqSymbol("PQsetSingleRowMode");
  decltype(&::PQsetnonblocking) PQsetnonblocking = LibpqSymbol("PQsetnonblocking");
  decltype(&::PQsocket) PQsocket = LibpqSymbol("PQsocket");
  decltype(&::PQstatus) PQstatus = LibpqSymbol("PQstatus");
};

// config: it is not installed, or too old. Any thread may call it, and again.
Status load_libpq();
// Only after a load_libpq() without an error.
const Libpq& libpq();

}  // namespace tlog
