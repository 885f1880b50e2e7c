// The objects of the wire by hand. A key is compared with the fields in the order in which servers send them, a load and
// a comparison each. (A round through all of them in step with the keys was tried: its code is ten times as long, and
// simdjson's iterators, spilled between, made it half as fast.)
#pragma once
#include "values.h"

// `from` stands at a member; it is taken over, so that it can live in registers.
#define MEMBERS(name, ...)                                     \
  static void name##_members(walk &from, S &sink, uint64_t path) { \
    for (walk at = from; !at.done(); at.next()) {              \
      __VA_ARGS__                                              \
    }                                                          \
  }

#define OBJECT(name, ...)                                                                               \
  template <nulls N>                                                                                    \
  static void name(value value, S &sink, uint64_t path) {                                               \
    typename A::object object;                                                                          \
    if (simdjson_unlikely(value.get_object().get(object))) return V::template otherwise<N>(value, sink, path); \
    for (walk at(object); !at.done(); at.next()) {                                                      \
      __VA_ARGS__                                                                                       \
    }                                                                                                   \
  }

#define FIELD(name, ...)                               \
  if (at.is(name)) {                                   \
    __VA_ARGS__(at.here(), sink, S::key(path, name));  \
    continue;                                          \
  }

// A field for which null is nothing, and one for which it is a leaf.
#define OPTION(key, read) FIELD(key, V::template read<nulls::nothing>)
#define MAYBE(key, read) FIELD(key, V::template read<nulls::leaf>)
#define OPTION_OBJECT(key, read) FIELD(key, read<nulls::nothing>)
#define MAYBE_OBJECT(key, read) FIELD(key, read<nulls::leaf>)
#define OPTION_LIST(key, read) FIELD(key, V::template list<nulls::nothing, read<nulls::leaf>>)
#define MAYBE_LIST(key, read) FIELD(key, V::template list<nulls::leaf, read<nulls::leaf>>)
#define OPTION_NAMED(key, read) FIELD(key, V::template named<nulls::nothing, read<nulls::nothing>>)
#define MAYBE_NAMED(key, read) FIELD(key, V::template named<nulls::leaf, read<nulls::leaf>>)

template <class A, class S>
struct objects {
  using V = values<A, S>;
  using value = typename A::value;
  using walk = typename A::walk;

  template <nulls N>
  static void count(value value, S &sink, uint64_t path) {
    V::template whole<N>(value, sink, path);
  }

  // Settings.
  OBJECT(voice, MAYBE("id", text))
  OBJECT(format, MAYBE("type", text) MAYBE("rate", whole))
  OBJECT(noise, MAYBE("type", text) MAYBE("strength", number))
  OBJECT(turns, MAYBE("type", text) MAYBE("threshold", number) MAYBE("prefix_padding_ms", whole)
         MAYBE("silence_duration_ms", whole) MAYBE("idle_timeout_ms", whole) MAYBE("eagerness", text)
         MAYBE("create_response", flag) MAYBE("interrupt_response", flag))
  OBJECT(transcription, MAYBE("model", text) MAYBE("language", text) MAYBE("languages", texts)
         MAYBE("keywords", texts) MAYBE("prompt", text) MAYBE("delay", text) MAYBE("enabled", flag))
  OBJECT(audio_input, MAYBE_NAMED("format", format) MAYBE_OBJECT("transcription", transcription)
         MAYBE_OBJECT("noise_reduction", noise) MAYBE_OBJECT("turn_detection", turns))
  OBJECT(audio_output, MAYBE_NAMED("format", format) MAYBE_NAMED("voice", voice) MAYBE("speed", number)
         MAYBE("language", text))
  OBJECT(audio, MAYBE_OBJECT("input", audio_input) MAYBE_OBJECT("output", audio_output))
  OBJECT(tool_filter, MAYBE("tool_names", texts) MAYBE("read_only", flag))
  OBJECT(approval, MAYBE_OBJECT("always", tool_filter) MAYBE_OBJECT("never", tool_filter))
  OBJECT(tool, MAYBE("type", text) MAYBE("name", text) MAYBE("description", text) MAYBE("parameters", json)
         MAYBE("server_label", text) MAYBE("server_url", text) MAYBE("connector_id", text) MAYBE("tunnel_id", text)
         MAYBE("authorization", text) MAYBE("server_description", text) MAYBE("headers", json)
         FIELD("allowed_tools", V::template listed<nulls::leaf, tool_filter<nulls::leaf>>)
         MAYBE("allowed_callers", texts) MAYBE_NAMED("require_approval", approval) MAYBE("defer_loading", flag))
  OBJECT(tool_choice, MAYBE("type", text) MAYBE("name", text) MAYBE("server_label", text))
  OBJECT(tracing, MAYBE("workflow_name", text) MAYBE("group_id", text) MAYBE("metadata", json))
  OBJECT(token_limits, MAYBE("post_instructions", whole))
  OBJECT(truncation, MAYBE("type", text) MAYBE("retention_ratio", number)
         MAYBE_OBJECT("token_limits", token_limits))
  OBJECT(prompt, MAYBE("id", text) MAYBE("version", text) MAYBE("variables", json))
  OBJECT(reasoning, MAYBE("effort", text))
  OBJECT(expiry, MAYBE("anchor", text) MAYBE("seconds", whole))
  OBJECT(secret, MAYBE("value", text) MAYBE("expires_at", whole) MAYBE_OBJECT("expires_after", expiry))

  // Sessions: what the dialects begin with, then the beta's order, then GA's.
  OBJECT(session, MAYBE("type", text) MAYBE("object", text) MAYBE("id", text)
         MAYBE("model", text) MAYBE("expires_at", whole) MAYBE_OBJECT("input_audio_noise_reduction", noise)
         MAYBE("modalities", texts) MAYBE("output_modalities", texts) MAYBE("instructions", text)
         MAYBE_LIST("tools", tool) MAYBE_NAMED("voice", voice) MAYBE_OBJECT("turn_detection", turns)
         MAYBE_NAMED("input_audio_format", format) MAYBE_NAMED("output_audio_format", format)
         MAYBE_OBJECT("input_audio_transcription", transcription) MAYBE_NAMED("tool_choice", tool_choice)
         MAYBE("temperature", number) MAYBE_NAMED("max_response_output_tokens", count)
         MAYBE_NAMED("max_output_tokens", count) MAYBE("speed", number) MAYBE_NAMED("tracing", tracing)
         MAYBE_NAMED("truncation", truncation) MAYBE_OBJECT("prompt", prompt)
         MAYBE_OBJECT("audio", audio) MAYBE_OBJECT("client_secret", secret) MAYBE("include", texts)
         MAYBE_OBJECT("reasoning", reasoning) MAYBE("parallel_tool_calls", flag))

  // Items.
  OBJECT(part, OPTION("type", text) OPTION("text", text) OPTION("transcript", text) OPTION("audio", text)
         OPTION("image_url", text) OPTION("detail", text) OPTION("id", text) OPTION("format", text))
  OBJECT(remote_tool, OPTION("name", text) OPTION("description", text) OPTION("input_schema", json)
         OPTION("annotations", json))
  OBJECT(remote_error, OPTION("type", text) OPTION("code", integer) OPTION("message", text))
  OBJECT(item, OPTION("id", text) OPTION("object", text) OPTION("type", text) OPTION("status", text)
         OPTION("role", text) OPTION_LIST("content", part) OPTION("name", text) OPTION("call_id", text)
         OPTION("server_label", text) OPTION("arguments", text) OPTION("output", text)
         OPTION_LIST("tools", remote_tool) OPTION("approval_request_id", text) OPTION_OBJECT("error", remote_error)
         OPTION("approve", flag) OPTION("reason", text))
  OBJECT(conversation, OPTION("id", text) OPTION("object", text))

  // Responses.
  OBJECT(cached, OPTION("text_tokens", whole) OPTION("audio_tokens", whole) OPTION("image_tokens", whole))
  OBJECT(details, OPTION("text_tokens", whole) OPTION("audio_tokens", whole) OPTION("image_tokens", whole)
         OPTION("cached_tokens", whole) OPTION_OBJECT("cached_tokens_details", cached)
         OPTION("reasoning_tokens", whole))
  OBJECT(usage, OPTION("total_tokens", whole) OPTION("input_tokens", whole) OPTION("output_tokens", whole)
         OPTION_OBJECT("input_token_details", details) OPTION_OBJECT("output_token_details", details)
         OPTION_OBJECT("input_tokens_details", details) OPTION_OBJECT("output_tokens_details", details))
  OBJECT(failure, OPTION("type", text) OPTION("code", text) OPTION("message", text))
  OBJECT(status_details, OPTION("type", text) OPTION("reason", text) OPTION_OBJECT("error", failure))
  OBJECT(response, OPTION("object", text) OPTION("id", text) OPTION("status", text)
         OPTION_OBJECT("status_details", status_details) OPTION_LIST("output", item) MAYBE("conversation_id", text)
         OPTION("modalities", texts) OPTION("output_modalities", texts) OPTION_NAMED("voice", voice)
         OPTION_NAMED("output_audio_format", format) OPTION("temperature", number)
         OPTION_NAMED("max_output_tokens", count) OPTION_NAMED("max_response_output_tokens", count)
         OPTION_OBJECT("audio", audio) OPTION_OBJECT("usage", usage) OPTION("metadata", json))
  OBJECT(params, MAYBE("modalities", texts) MAYBE("output_modalities", texts) MAYBE("instructions", text)
         MAYBE_NAMED("voice", voice) MAYBE_NAMED("output_audio_format", format) MAYBE_OBJECT("audio", audio)
         MAYBE_LIST("tools", tool) MAYBE_NAMED("tool_choice", tool_choice) MAYBE("parallel_tool_calls", flag)
         MAYBE("temperature", number) MAYBE_OBJECT("reasoning", reasoning) MAYBE_NAMED("max_output_tokens", count)
         MAYBE_NAMED("max_response_output_tokens", count) MAYBE("conversation", text) MAYBE("metadata", json)
         MAYBE_OBJECT("prompt", prompt) MAYBE_LIST("input", item))
  OBJECT(transcription_usage, OPTION("type", text) OPTION("total_tokens", whole) OPTION("input_tokens", whole)
         OPTION_OBJECT("input_token_details", cached) OPTION("output_tokens", whole) OPTION("seconds", number))
};
