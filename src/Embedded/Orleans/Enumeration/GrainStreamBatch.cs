namespace Orleans.Runtime;

/// <summary>Items of a stream, and whether they are its last.</summary>
internal sealed record GrainStreamBatch<TItem>(IReadOnlyList<TItem> Items, bool IsLast);
