namespace Compensation.Ledger.Store.Bulk;

/// <summary>Reads many rows fast: cell by cell, in the order of the row's properties.</summary>
/// <remarks>It blocks its thread. Spans are good until the next call. The last cells of a row may be left unread.</remarks>
public interface ICellReader : IDisposable
{
    /// <summary>Goes to the next row.</summary>
    /// <returns>Whether there is one.</returns>
    bool Next();

    /// <summary>Reads a number.</summary>
    /// <returns>The number, or <paramref name="none"/> where there is nothing.</returns>
    long Number(long none = 0);

    /// <summary>Reads a number that may be missing.</summary>
    long? OptionalNumber();

    /// <summary>Reads text as UTF-8, or bytes.</summary>
    /// <param name="value">The bytes.</param>
    /// <returns>Whether there is anything.</returns>
    bool Bytes(out ReadOnlySpan<byte> value);

    /// <summary>Reads values by field number; null is read as <see cref="Fields.Field.NotGiven"/>.</summary>
    /// <param name="values">The values.</param>
    /// <returns>Whether there is anything.</returns>
    bool Values(out ReadOnlySpan<long> values);
}
