// Events by hand: which kind has which fields.
#pragma once
#include "objects.h"

// Kinds are told apart by their length, their first and last eight bytes and eight of the middle; two of one mark do
// not compile.
constexpr uint64_t blend(uint64_t first, uint64_t middle, uint64_t last, size_t len) {
  return (first + len) * 0x9e3779b97f4a7c15 ^ middle * 0x165667b19e3779f9 ^ last * 0xc2b2ae3d27d4eb4f;
}

constexpr uint64_t eight(const char *bytes, size_t len = 8) {
  uint64_t value = 0;
  for (size_t i = 0; i < len; i++) value |= static_cast<uint64_t>(static_cast<unsigned char>(bytes[i])) << 8 * i;
  return value;
}

constexpr uint64_t operator""_kind(const char *kind, size_t len) {
  if (len < 8) return eight(kind, len);
  return blend(eight(kind), len < 24 ? 0 : eight(kind + 12), eight(kind + len - 8), len);
}

// The same at run time, where loads are quicker.
inline uint64_t mark(std::string_view kind) {
  const auto load = [](const char *bytes) {
    uint64_t value;
    std::memcpy(&value, bytes, sizeof value);
    return value;
  };
  const char *bytes = kind.data();
  const size_t len = kind.size();
  if (len < 8) return eight(bytes, len);
  return blend(load(bytes), len < 24 ? 0 : load(bytes + 12), load(bytes + len - 8), len);
}

template <class A, class S>
struct events : objects<A, S> {
  using base = objects<A, S>;
  using V = typename base::V;
  using value = typename A::value;
  using walk = typename A::walk;

#define HEAD OPTION("event_id", text) OPTION("response_id", text) OPTION("item_id", text)
#define PLACE OPTION("output_index", whole) OPTION("content_index", whole)
#define OF(key, read) FIELD(key, base::template read<nulls::nothing>)
#define LIST_OF(key, read) FIELD(key, V::template list<nulls::nothing, base::template read<nulls::leaf>>)

  OBJECT(logprob, OPTION("token", text) OPTION("logprob", number) OPTION("bytes", wholes))
  OBJECT(language, OPTION("code", text))
  OBJECT(limit, OPTION("name", text) OPTION("limit", whole) OPTION("remaining", whole)
         OPTION("reset_seconds", number))
  OBJECT(cause, OPTION("type", text) OPTION("code", text) OPTION("message", text) OPTION("param", text)
         OPTION("event_id", text))
  OBJECT(closed_usage, OPTION("output_seconds", number))

  MEMBERS(piece, HEAD PLACE OPTION("call_id", text) OPTION("delta", text) OPTION("obfuscation", text)
          OPTION_LIST("logprobs", logprob))
  MEMBERS(whole, HEAD PLACE OPTION("call_id", text) OPTION("name", text) OPTION("text", text)
          OPTION("transcript", text) OPTION("arguments", text))
  MEMBERS(transcribed, OPTION("event_id", text) OPTION("item_id", text) OPTION("content_index", whole)
          OPTION("transcript", text) OPTION_LIST("languages", language) OPTION_LIST("logprobs", logprob)
          OF("usage", transcription_usage))
  MEMBERS(segment, OPTION("event_id", text) OPTION("item_id", text) OPTION("content_index", whole)
          OPTION("text", text) OPTION("id", text) OPTION("speaker", text) OPTION("start", number)
          OPTION("end", number))
  MEMBERS(item_event, OPTION("event_id", text) OPTION("previous_item_id", text) OPTION("response_id", text)
          OPTION("output_index", whole) OF("item", item))
  MEMBERS(part_event, HEAD PLACE OF("part", part))
  MEMBERS(response_event, OPTION("event_id", text) OF("response", response))
  MEMBERS(create, OPTION("event_id", text) FIELD("response", base::template params<nulls::leaf>))
  MEMBERS(session_event, OPTION("event_id", text) OF("session", session))
  MEMBERS(conversation_event, OPTION("event_id", text) OF("conversation", conversation))
  MEMBERS(problem, OPTION("event_id", text) OPTION("item_id", text) OPTION("content_index", whole)
          OPTION_OBJECT("error", cause))
  MEMBERS(note, OPTION("event_id", text) OPTION("previous_item_id", text) OPTION("response_id", text)
          OPTION("audio_start_ms", whole) OPTION("audio_end_ms", whole) OPTION("item_id", text) PLACE
          OPTION("event", text) OPTION("received_at", whole))
  MEMBERS(limits, OPTION("event_id", text) OPTION_LIST("rate_limits", limit))
  MEMBERS(append, OPTION("event_id", text) OPTION("audio", text))
  MEMBERS(translated, OPTION("event_id", text) OPTION("delta", text) OPTION("sample_rate", whole)
          OPTION("channels", whole) OPTION("format", text) OPTION("elapsed_ms", whole))
  MEMBERS(closed, OPTION("event_id", text) OPTION_OBJECT("usage", closed_usage))

#define KIND(name, read)          \
  case name##_kind:               \
    if (kind != name) return false; \
    read##_members(at, sink, 0);  \
    return true;

  // Reads the members at `at`, whose type is known. False where the kind is not.
  static bool members(std::string_view kind, walk &at, S &sink) {
    switch (mark(kind)) {
      KIND("response.text.delta", piece)
      KIND("response.output_text.delta", piece)
      KIND("response.audio_transcript.delta", piece)
      KIND("response.output_audio_transcript.delta", piece)
      KIND("response.audio.delta", piece)
      KIND("response.output_audio.delta", piece)
      KIND("response.function_call_arguments.delta", piece)
      KIND("response.mcp_call_arguments.delta", piece)
      KIND("conversation.item.input_audio_transcription.delta", piece)
      KIND("response.text.done", whole)
      KIND("response.output_text.done", whole)
      KIND("response.audio_transcript.done", whole)
      KIND("response.output_audio_transcript.done", whole)
      KIND("response.audio.done", whole)
      KIND("response.output_audio.done", whole)
      KIND("response.function_call_arguments.done", whole)
      KIND("response.mcp_call_arguments.done", whole)
      KIND("conversation.item.input_audio_transcription.completed", transcribed)
      KIND("conversation.item.input_audio_transcription.segment", segment)
      KIND("conversation.item.created", item_event)
      KIND("conversation.item.added", item_event)
      KIND("conversation.item.done", item_event)
      KIND("conversation.item.retrieved", item_event)
      KIND("conversation.item.create", item_event)
      KIND("response.output_item.added", item_event)
      KIND("response.output_item.done", item_event)
      KIND("response.content_part.added", part_event)
      KIND("response.content_part.done", part_event)
      KIND("response.created", response_event)
      KIND("response.done", response_event)
      KIND("response.create", create)
      KIND("session.created", session_event)
      KIND("session.updated", session_event)
      KIND("session.update", session_event)
      KIND("transcription_session.created", session_event)
      KIND("transcription_session.updated", session_event)
      KIND("transcription_session.update", session_event)
      KIND("conversation.created", conversation_event)
      KIND("error", problem)
      KIND("conversation.item.input_audio_transcription.failed", problem)
      KIND("rate_limits.updated", limits)
      KIND("input_audio_buffer.append", append)
      KIND("session.input_audio_buffer.append", append)
      KIND("session.input_transcript.delta", translated)
      KIND("session.output_transcript.delta", translated)
      KIND("session.output_audio.delta", translated)
      KIND("session.closed", closed)
      KIND("conversation.item.truncated", note)
      KIND("conversation.item.deleted", note)
      KIND("conversation.item.truncate", note)
      KIND("conversation.item.delete", note)
      KIND("conversation.item.retrieve", note)
      KIND("input_audio_buffer.committed", note)
      KIND("input_audio_buffer.cleared", note)
      KIND("input_audio_buffer.commit", note)
      KIND("input_audio_buffer.clear", note)
      KIND("input_audio_buffer.speech_started", note)
      KIND("input_audio_buffer.speech_stopped", note)
      KIND("input_audio_buffer.timeout_triggered", note)
      KIND("input_audio_buffer.dtmf_event_received", note)
      KIND("output_audio_buffer.started", note)
      KIND("output_audio_buffer.stopped", note)
      KIND("output_audio_buffer.cleared", note)
      KIND("output_audio_buffer.audio_started", note)
      KIND("output_audio_buffer.audio_stopped", note)
      KIND("output_audio_buffer.audio_cleared", note)
      KIND("output_audio_buffer.clear", note)
      KIND("response.cancel", note)
      KIND("session.close", note)
      KIND("response.mcp_call.in_progress", note)
      KIND("response.mcp_call.completed", note)
      KIND("response.mcp_call.failed", note)
      KIND("mcp_list_tools.in_progress", note)
      KIND("mcp_list_tools.completed", note)
      KIND("mcp_list_tools.failed", note)
    }
    return false;
  }
};
