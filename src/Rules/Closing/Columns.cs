namespace Compensation.Rules.Closing;

/// <summary>Memory for columns of one value per seller.</summary>
internal static class Columns
{
    /// <summary>A column of zeros that is added to here and there.</summary>
    /// <remarks>
    /// A page of new memory that is read before it is written costs twice: the system first lends a page of zeros that all share, then replaces it, and has
    /// every other processor at work here forget the first one. <c>sum += value</c> is such a read. So the zeros are written once, from end to end.
    /// </remarks>
    public static T[] Zeros<T>(int count)
        where T : unmanaged
    {
        var column = GC.AllocateUninitializedArray<T>(count);
        Array.Clear(column);
        return column;
    }
}
