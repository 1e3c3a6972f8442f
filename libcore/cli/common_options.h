#pragma once
// Options that several tools share, word for word.

#include <span>
#include <string>

#include "libcore/cli/app.h"
#include "libcore/net/http.h"
#include "libcore/ops/entry_input.h"
#include "libcore/ops/trust.h"
#include "libcore/store/object_store.h"

namespace tlog::cli {

// usage: one of these options was said; "--memory needs --vindex". `why` is what stands behind its name.
Status refuse_said(const SaidInOrder& said, std::span<const char* const> options, const std::string& why);

// What is read by whoever takes entry lines: --raw, --schema, --no-trailer. The files themselves are the tool's.
void define_entries(App& app, EntryInput& input);
// usage: options that contradict each other, or standard input that would be read twice, as entries or as the key too.
Status check_entries(const EntryInput& input, const std::string& key_file);

// --jobs; a thread for each processor without it.
void define_jobs(App& app, uint64_t& jobs);
// --wait, for the lock of a log.
void define_wait(App& app, uint64_t& wait_seconds);

// Where spill folders are (TLOG_SPILL). The name of the option is the tool's.
void define_spill_root(App& app, std::optional<std::string>& root, std::string_view name);
// It, or where it is not said spill in the data folder of the XDG Base Directory Specification:
// $XDG_DATA_HOME/tlog-tools, or ~/.local/share/tlog-tools. config: neither variable has an absolute path.
Result<std::string> spill_root(const std::optional<std::string>& root);

// The options of whoever reads DIR|URL, under a heading of their own.
void define_http(App& app, HttpOptions& http, std::string heading = "Reading from a URL");
// --endpoint, --region, under the present heading.
void define_s3(App& app, S3Options& s3);
// What only the environment says, or says with another variable too: credentials, which do not belong on a command
// line.
void add_s3_environment(S3Options& s3);
// Of them --contact and --cacert alone, under the present heading: for whoever asks in a way of his own.
void define_http_client(App& app, HttpOptions& http);

// The part of it that names the logs: --policy (TLOG_POLICY) or --log-key, --origin. The heading is the caller's.
// `instead` is an option of the caller's that says whom to believe in another way.
void define_logs(App& app, TrustRequest& trust, const std::string& instead = "");
// Whom to believe: --policy (TLOG_POLICY) or --log-key, --origin, --max-future, under a heading of their own.
void define_trust(App& app, TrustRequest& trust, const std::string& instead = "");
// The same for whoever needs witnesses: a policy, and no --log-key.
void define_policy(App& app, TrustRequest& trust);
// usage: nobody is named, or in two ways, or what cannot be an origin.
Status check_trust(const TrustRequest& trust);

}  // namespace tlog::cli
