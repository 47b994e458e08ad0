//! The icons in use, from one set at one weight (Lucide). An icon never stands without words.

use std::fmt;

/// An icon; prints itself as inline SVG.
#[derive(Clone, Copy)]
pub(crate) struct Icon(icondata_core::Icon);

impl fmt::Display for Icon {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(r#"<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">"#)?;
        f.write_str(self.0.data)?;
        f.write_str("</svg>")
    }
}
impl askama::filters::HtmlSafe for Icon {}

macro_rules! icons {
    ($($name:ident = $lucide:ident),* $(,)?) => {
        $(pub(crate) static $name: Icon = Icon(icondata_lu::$lucide);)*
    };
}
icons! {
    ALERT = LuCircleAlert,
    ARROW_DOWN = LuArrowDown,
    ARROW_UP = LuArrowUp,
    BOOK = LuBookOpen,
    BUILDING = LuBuilding2,
    CALENDAR = LuCalendar,
    CHECK = LuCheck,
    CIRCLE_DOT = LuCircleDot,
    CLIPBOARD = LuClipboardList,
    CLOCK = LuClock,
    EYE = LuEye,
    FILE = LuFileText,
    FOLDER_SEARCH = LuFolderSearch,
    GRADUATION = LuGraduationCap,
    HISTORY = LuHistory,
    IMAGE = LuImage,
    KEY = LuKeyRound,
    LIFE_BUOY = LuLifeBuoy,
    LIST = LuList,
    LOCK = LuLock,
    LOG_OUT = LuLogOut,
    MAIL = LuMail,
    MAIL_CHECK = LuMailCheck,
    MAIL_WARNING = LuMailWarning,
    MONITOR = LuMonitor,
    NETWORK = LuNetwork,
    PALETTE = LuPalette,
    PAPERCLIP = LuPaperclip,
    PENCIL = LuPencil,
    PLUS = LuPlus,
    REPLY = LuCornerUpLeft,
    ROUTE = LuRoute,
    SEARCH = LuSearch,
    SHIELD = LuShieldCheck,
    SHIELD_ALERT = LuShieldAlert,
    SMARTPHONE = LuSmartphone,
    TAG = LuTag,
    THUMBS_UP = LuThumbsUp,
    UNDO = LuUndo2,
    USER = LuUser,
    USER_CHECK = LuUserCheck,
    USERS = LuUsers,
    X = LuX,
    ZAP = LuZap,
}
