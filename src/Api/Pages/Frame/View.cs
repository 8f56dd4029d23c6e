using Microsoft.AspNetCore.Components;

namespace Compensation.Api.Pages.Frame;

/// <summary>Represents a page, or a part of one, that shows a model.</summary>
/// <typeparam name="TModel">What it shows; it was read before.</typeparam>
public abstract class View<TModel> : ComponentBase
{
    /// <summary>What is shown.</summary>
    [Parameter, EditorRequired]
    public TModel Model { get; set; } = default!;
}
