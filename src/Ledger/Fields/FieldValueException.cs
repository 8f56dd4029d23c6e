namespace Compensation.Ledger.Fields;

/// <summary>A value in the ledger that a plan cannot take as it is.</summary>
public sealed class FieldValueException : Exception
{
    /// <summary>Says what is wrong with which value, and what to do.</summary>
    public FieldValueException(string column, string value, string reason, string remedy)
        : base($"'{column}' is '{value}', which {reason}. {remedy}")
    {
    }
}
