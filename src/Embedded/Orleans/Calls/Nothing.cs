namespace Orleans.Runtime;

/// <summary>The arguments of a method without any, and the answer of one that only says that it is done.</summary>
internal readonly struct Nothing
{
    public static Nothing Value => default;
}
